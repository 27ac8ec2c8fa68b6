import { blobId } from '../lib/blob-id.ts';
import type { BranchRules, Forge, Tree, TreeEntry } from '../model/forge.ts';
import { type ApiError, err, ok, orNone, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Client, Data } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, numberOr, textOf, textOr } from './decode.ts';
import { foreignCommits } from './foreign-commit.ts';
import { batched, requestGraphql } from './graphql.ts';
import { requestAllPages } from './pages.ts';

/** Rules that refuse a push, as text. Required signatures are not one: GitHub signs our commits. */
const FORBIDDING: Readonly<Record<string, string>> = {
  pull_request: 'a ruleset requires a pull request',
  merge_queue: 'a ruleset requires the merge queue',
  update: 'a ruleset restricts updates',
  required_status_checks: 'a ruleset requires status checks, which a new commit cannot have yet',
  required_deployments: 'a ruleset requires deployments',
  workflows: 'a ruleset requires workflows to pass first',
  code_scanning: 'a ruleset requires code scanning results',
};

interface Rule {
  readonly type: string;
  readonly checks: readonly string[];
  readonly coverage?: BranchRules['coverage'];
}

function ruleOf(rule: Data<'repos', 'getBranchRules'>[number]): Rule {
  const checks =
    rule.type === 'required_status_checks' ? rule.parameters?.required_status_checks : undefined;
  const coverage = coverageOf(rule);
  return {
    type: rule.type,
    checks: (checks ?? []).map(({ context }) => context),
    ...(coverage === undefined ? {} : { coverage }),
  };
}

/**
 * Returns the limits of a rule "Restrict code coverage"; 0 and `null` are no limit (GitHub Docs, "Restricting code
 * coverage on pull requests", read 2026-11-30). The types of the API do not have this rule yet. Rulesets that only
 * evaluate are not listed for a branch.
 */
function coverageOf(rule: {
  readonly type: string;
  readonly parameters?: object;
}): BranchRules['coverage'] {
  if (rule.type !== 'code_coverage') return undefined;
  const given: Fields = { ...rule.parameters };
  const limits = ['minimum_coverage', 'max_coverage_drop'].map((key) => given[key] ?? 0);
  const [minimum, maxDrop] = limits.map((limit) =>
    typeof limit === 'number' ? limit : Number.NaN,
  );
  if (minimum === undefined || maxDrop === undefined || Number.isNaN(minimum + maxDrop)) {
    return { unread: 'the limits of the rule code_coverage are not numbers' };
  }
  return { minimum: minimum || null, maxDrop: maxDrop || null };
}

/** Every rule applies, so the strictest limits do. */
function strictest(rules: readonly Rule[]): BranchRules['coverage'] {
  const limits = rules.flatMap(({ coverage = [] }) => coverage);
  const unread = limits.find((one) => 'unread' in one);
  const known = limits.flatMap((one) => ('unread' in one ? [] : [one]));
  if (unread !== undefined || known.length === 0) return unread;
  const minimums = known.flatMap(({ minimum }) => minimum ?? []);
  const drops = known.flatMap(({ maxDrop }) => maxDrop ?? []);
  return {
    minimum: minimums.length === 0 ? null : Math.max(...minimums),
    maxDrop: drops.length === 0 ? null : Math.min(...drops),
  };
}

/** Returns the contexts of classic protection. A workflow token cannot read its other rules. */
function classicChecksOf({ protection }: Data<'repos', 'getBranch'>): readonly string[] {
  const required = protection?.required_status_checks;
  return [...(required?.contexts ?? []), ...(required?.checks ?? []).map(({ context }) => context)];
}

/**
 * Returns a branch's required checks, and whether a direct push is expected to fail.
 *
 * Rulesets are readable with `metadata: read`. Of classic protection only the required checks are,
 * through the branch itself (REST "Get rules for a branch" and "Get a branch", read 2026-11-22).
 * GitHub does not say who may bypass a rule, so a push may succeed although it is expected to fail.
 * When one of the two is not answered, the other is not the whole.
 */
async function readBranchRules(client: Client, branch: string): Promise<Result<BranchRules>> {
  const base = 'GET /repos/{owner}/{repo}';
  const params = { branch };
  const [rules, protection] = await Promise.all([
    requestAllPages(
      client,
      { route: `${base}/rules/branches/{branch}`, params, permission: 'metadata: read' },
      ruleOf,
    ),
    client.request(
      { route: `${base}/branches/{branch}`, params, permission: 'contents: read' },
      classicChecksOf,
    ),
  ]);
  const enforced = orNone(rules, isWithoutRules);
  if (!enforced.ok) return enforced;
  if (!protection.ok) return protection;
  const known = enforced.value ?? [];
  const classic = protection.value;
  const reason =
    known.map((rule) => FORBIDDING[rule.type]).find((why) => why !== undefined) ??
    (classic.length > 0 ? 'branch protection requires status checks' : undefined);
  const checks = new Set([...known.flatMap((rule) => rule.checks), ...classic]);
  const coverage = strictest(known);
  return ok({
    ...(coverage === undefined ? {} : { coverage }),
    requiredChecks: [...checks].filter((name) => name !== '').sort((a, b) => (a < b ? -1 : 1)),
    forbidsPush: reason === undefined ? { forbidden: false } : { forbidden: true, why: reason },
  });
}

/** Private repositories of free plans have no rulesets (github/branch-deploy#345, read 2026-11-29). */
function isWithoutRules(error: ApiError): boolean {
  return error.kind === 'refused' && error.reason === 'plan';
}

const REPOSITORY = '/repos/{owner}/{repo}';
const permission = 'contents: read';

/** Maximum files per GraphQL query. GitHub cancels a query after 10 s. */
const MAX_BLOBS = 40;

type ContentsApi = Pick<
  Forge,
  | 'defaultBranch'
  | 'branchHead'
  | 'branchRules'
  | 'tags'
  | 'tree'
  | 'blob'
  | 'foreignCommit'
  | 'foreignFile'
>;

/** Returns the reads of branches, tags, trees and files, also of other repositories. */
export function contentsApi(client: Client): ContentsApi {
  return {
    defaultBranch: () =>
      client.request({ route: `GET ${REPOSITORY}`, permission }, (data: Fields) =>
        textOf(data, 'default_branch'),
      ),
    branchHead: (branch) => {
      const route = `GET ${REPOSITORY}/git/ref/heads/{branch}`;
      return client.request({ route, params: { branch }, permission }, (ref: Fields) =>
        textOf(fieldsIn(ref, 'object'), 'sha'),
      );
    },
    /** Without `refs/tags/`, in code-unit order. */
    tags: (prefix) => {
      const route = `GET ${REPOSITORY}/git/matching-refs/tags/{prefix}`;
      const namesOf = (refs: Data<'git', 'listMatchingRefs'>) =>
        refs.map(({ ref }) => ref.replace(/^refs\/tags\//, '')).sort((a, b) => (a < b ? -1 : 1));
      return client.request({ route, params: { prefix }, permission }, namesOf);
    },
    /** All files of a commit or tree id in one request. */
    tree: (sha) => {
      const route = `GET ${REPOSITORY}/git/trees/{tree_sha}`;
      const params = { tree_sha: sha, recursive: '1' };
      return client.request({ route, params, permission }, treeOf);
    },
    blob: blobReader(client),
    branchRules: (branch) => readBranchRules(client, branch),
    foreignCommit: foreignCommits(client),
    foreignFile: (repository, commit, path) => readForeignFile(client, repository, commit, path),
  };
}

function treeOf(tree: Fields): Tree {
  const entries = listOf(tree['tree'], 'tree').map((entry) => fieldsOf(entry, 'a tree entry'));
  return {
    sha: textOf(tree, 'sha'),
    entries: entries.filter((entry) => entry['type'] !== 'tree').map(entryOf),
    truncated: tree['truncated'] === true,
  };
}

function entryOf(entry: Fields): TreeEntry {
  return {
    path: textOf(entry, 'path'),
    mode: textOf(entry, 'mode'),
    blob: textOf(entry, 'sha'),
    bytes: numberOr(entry, 'size', 0),
  };
}

/**
 * Returns a function that reads files by git id. Files requested together are read in one GraphQL
 * query. A single file, a file that is not plain text, and everything on a server whose GraphQL
 * fails is read by REST.
 */
export function blobReader(client: Client): (sha: string) => Promise<Result<Uint8Array>> {
  let graphqlFailed = false;

  async function load(shas: readonly string[]): Promise<readonly Result<Uint8Array>[]> {
    const batch = [...new Set(shas)].filter((sha) => /^[0-9a-f]{40}$/.test(sha));
    const texts = graphqlFailed || batch.length < 2 ? undefined : await queryTexts(client, batch);
    if (texts !== undefined && !texts.ok) graphqlFailed = true;
    const known = texts?.ok ? texts.value : {};
    return Promise.all(
      shas.map((sha) => {
        const bytes = bytesIn(fieldsIn(known, `b${batch.indexOf(sha)}`), sha);
        return bytes === undefined ? readBlob(client, sha) : ok(bytes);
      }),
    );
  }

  return batched(MAX_BLOBS, load);
}

/** Returns the texts by alias, `b0` the first (GraphQL `Blob`, @octokit/graphql-schema 15.26.1). */
function queryTexts(client: Client, shas: readonly string[]): Promise<Result<Fields>> {
  const objects = shas.map(
    (sha, at) => `b${at}: object(oid: "${sha}") { ... on Blob { isTruncated text } }`,
  );
  const query = `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { ${objects.join(' ')} }
}`;
  const { owner, name } = client.repository;
  return requestGraphql(client, query, { owner, name }, permission, (data) =>
    fieldsIn(data, 'repository'),
  );
}

/** Returns undefined when GitHub reports a binary file, truncated the text, or changed a byte. */
function bytesIn(blob: Fields, sha: string): Uint8Array | undefined {
  if (typeof blob['text'] !== 'string' || blob['isTruncated'] !== false) return undefined;
  const bytes = Buffer.from(blob['text']);
  // GraphQL returns text, so only git's id proves that the bytes are those of the file.
  return blobId(bytes) === sha ? bytes : undefined;
}

/** Returns a file's bytes by git id; GitHub serves up to 100 MB (REST "Get a blob", read 2026-11-22). */
function readBlob(client: Client, sha: string): Promise<Result<Uint8Array>> {
  const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
  return client.request({ route, params: { file_sha: sha }, permission }, (blob: Fields) => {
    const encoding = textOr(blob, 'encoding', 'base64') === 'base64' ? 'base64' : 'utf8';
    return Buffer.from(textOf(blob, 'content'), encoding);
  });
}

/**
 * Returns a file of another repository at a commit. In JSON, GitHub returns the contents of files up
 * to 1 MB only (github.blog/changelog/2022-05-03, read 2026-11-23), and a list for a folder.
 */
export async function readForeignFile(
  client: Client,
  repository: RepositoryName,
  commit: string,
  path: string,
): Promise<Result<Uint8Array>> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const route = `GET /repos/{owner}/{repo}/contents/${encoded}`;
  const params = { owner: repository.owner, repo: repository.name, ref: commit };
  const content = await client.request({ route, params, permission }, contentOf);
  if (!content.ok) return content;
  return content.value === undefined
    ? err({ kind: 'invalid', message: `${path} is not a file of at most 1 MB` })
    : ok(Buffer.from(content.value, 'base64'));
}

/** Returns the names in a folder of another repository, at most 1,000. */
export function readForeignFolder(
  client: Client,
  repository: RepositoryName,
  commit: string,
  path: string,
): Promise<Result<readonly string[]>> {
  const encoded = path.split('/').map(encodeURIComponent).join('/').replace(/\/$/, '');
  const route = `GET /repos/{owner}/{repo}/contents/${encoded}`;
  const params = { owner: repository.owner, repo: repository.name, ref: commit };
  return client.request({ route, params, permission }, (data: unknown) =>
    Array.isArray(data) ? data.map((entry) => textOf(fieldsOf(entry, 'an entry'), 'name')) : [],
  );
}

function contentOf(data: unknown): string | undefined {
  if (Array.isArray(data)) return undefined;
  const file = fieldsOf(data, 'the file');
  const plain = textOr(file, 'type', '') === 'file' && textOr(file, 'encoding', '') === 'base64';
  return plain ? textOf(file, 'content') : undefined;
}
