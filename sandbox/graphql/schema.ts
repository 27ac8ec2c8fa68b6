import { buildSchema } from 'graphql';

/**
 * The part of GitHub's public schema that the sandbox answers, with GitHub's types
 * (@octokit/graphql-schema 15.26.1, compared 2026-11-29; `GitSignature` is an interface there). Any
 * other field is an error, as on GitHub.
 */
const SDL = /* GraphQL */ `
  scalar Base64String
  scalar DateTime
  scalar GitObjectID
  scalar URI

  type Query {
    viewer: User!
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
    rateLimit(dryRun: Boolean = false): RateLimit
    organization(login: String!): Organization
  }

  type Organization {
    id: ID!
    login: String!
    repositories(
      first: Int
      after: String
      before: String
      last: Int
      orderBy: RepositoryOrder
    ): RepositoryConnection!
  }

  type RepositoryConnection {
    totalCount: Int!
    pageInfo: PageInfo!
    nodes: [Repository]
  }

  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }

  input RepositoryOrder {
    field: RepositoryOrderField!
    direction: OrderDirection!
  }

  enum RepositoryOrderField {
    NAME
    PUSHED_AT
  }

  # Has no field in the schema of an older Enterprise Server.
  type Mutation

  interface Actor {
    login: String!
  }

  type Bot implements Actor {
    login: String!
  }

  type User implements Actor {
    id: ID!
    login: String!
    databaseId: Int
    url: URI!
  }

  type RateLimit {
    limit: Int!
    cost: Int!
    used: Int!
    remaining: Int!
  }

  type Repository {
    id: ID!
    databaseId: Int
    nameWithOwner: String!
    isFork: Boolean!
    isArchived: Boolean!
    defaultBranchRef: Ref
    ref(qualifiedName: String!): Ref
    object(oid: GitObjectID, expression: String): GitObject
    pullRequest(number: Int!): PullRequest
    refs(
      refPrefix: String!
      query: String
      after: String
      before: String
      first: Int
      last: Int
      orderBy: RefOrder
    ): RefConnection
  }

  type PullRequest {
    comments(first: Int, after: String, last: Int, before: String): IssueCommentConnection!
  }

  type IssueCommentConnection {
    pageInfo: PageInfo!
    nodes: [IssueComment]
  }

  type IssueComment {
    author: Actor
    body: String!
    url: URI!
  }

  type Ref {
    id: ID!
    name: String!
    prefix: String!
    target: GitObject
  }

  type RefConnection {
    totalCount: Int!
    nodes: [Ref]
  }

  input RefOrder {
    field: RefOrderField!
    direction: OrderDirection!
  }

  enum RefOrderField {
    TAG_COMMIT_DATE
    ALPHABETICAL
  }

  enum OrderDirection {
    ASC
    DESC
  }

  interface GitObject {
    oid: GitObjectID!
  }

  type Tag implements GitObject {
    oid: GitObjectID!
    target: GitObject!
  }

  type Tree implements GitObject {
    oid: GitObjectID!
    entries: [TreeEntry!]
  }

  type TreeEntry {
    name: String!
    type: String!
  }

  type Blob implements GitObject {
    oid: GitObjectID!
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    text: String
  }

  type Commit implements GitObject {
    id: ID!
    oid: GitObjectID!
    abbreviatedOid: String!
    url: URI!
    commitUrl: URI!
    message: String!
    messageHeadline: String!
    repository: Repository!
    committedDate: DateTime!
    tree: Tree!
    signature: GitSignature
  }

  type GitSignature {
    isValid: Boolean!
    state: GitSignatureState!
    wasSignedByGitHub: Boolean!
  }

  enum GitSignatureState {
    VALID
    INVALID
    UNSIGNED
  }

  input CreateCommitOnBranchInput {
    clientMutationId: String
    branch: CommittableBranch!
    message: CommitMessage!
    fileChanges: FileChanges
    expectedHeadOid: GitObjectID!
  }

  input CommittableBranch {
    id: ID
    repositoryNameWithOwner: String
    branchName: String
  }

  input CommitMessage {
    headline: String!
    body: String
  }

  input FileChanges {
    additions: [FileAddition!] = []
    deletions: [FileDeletion!] = []
  }

  input FileAddition {
    path: String!
    contents: Base64String!
  }

  input FileDeletion {
    path: String!
  }

  type CreateCommitOnBranchPayload {
    clientMutationId: String
    commit: Commit
    ref: Ref
  }
`;

export const schema = buildSchema(`
  ${SDL}
  extend type Mutation {
    createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  }
`);

/** The schema of an older Enterprise Server, which cannot commit. Its `Mutation` has no fields. */
export const enterpriseSchema = buildSchema(SDL, { assumeValid: true });
