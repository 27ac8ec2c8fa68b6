import { expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import { setPermissions } from '../../sandbox/edit-story.ts';
import { resolvers } from '../../sandbox/graphql/resolvers.ts';
import { schema } from '../../sandbox/graphql/schema.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { type Ask, withSandbox } from './with-sandbox.ts';

const MUTATION = `
  mutation Commit($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) {
      made: commit { oid signature { isValid state } }
      ref { name target { oid ... on Commit { messageHeadline } } }
    }
  }`;

const tip = (sandbox: Sandbox) => sandbox.world.repo.refs.get('refs/heads/main') ?? '';

const commit = async (ask: Ask, sandbox: Sandbox, more: object = {}) => {
  const input = {
    branch: { repositoryNameWithOwner: sandbox.repository, branchName: 'main' },
    message: { headline: 'Audit of M01' },
    expectedHeadOid: tip(sandbox),
    fileChanges: { additions: [{ path: 'a.md', contents: 'YQo=' }] },
    ...more,
  };
  return (await ask('POST', '//graphql', { query: MUTATION, variables: { input } })).body;
};

it('verifies a commit on a branch and moves the branch', () =>
  withSandbox(async (ask, sandbox) => {
    const body = await commit(ask, sandbox);
    const oid = tip(sandbox);
    expect(body).toEqual({
      data: {
        createCommitOnBranch: {
          made: { oid, signature: { isValid: true, state: 'VALID' } },
          ref: { name: 'main', target: { oid, messageHeadline: 'Audit of M01' } },
        },
      },
    });
    expect(sandbox.file('a.md')).toBe('a\n');
  }));

it('refuses a commit on an older head with GitHub’s message', () =>
  withSandbox(async (ask, sandbox) => {
    const expectedHeadOid = tip(sandbox);
    await commit(ask, sandbox);
    const after = tip(sandbox);
    expect(await commit(ask, sandbox, { expectedHeadOid })).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: 'STALE_DATA',
          path: ['createCommitOnBranch'],
          message: `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.`,
        },
      ],
    });
    expect(tip(sandbox)).toBe(after);
  }));

it('makes exactly one of two commits that race for one head', () =>
  withSandbox(async (ask, sandbox) => {
    const bodies = await Promise.all([commit(ask, sandbox), commit(ask, sandbox)]);
    const lost = bodies.filter((body) => 'errors' in (body as object));
    expect(lost).toHaveLength(1);
  }));

it('refuses a commit on a branch that requires a pull request', () =>
  withSandbox(
    async (ask, sandbox) => {
      expect(await commit(ask, sandbox)).toMatchObject({
        errors: [{ message: expect.stringContaining('must be made through a pull request') }],
      });
    },
    (story) => story.rules.push({ branch: 'main', type: 'pull_request' }),
  ));

it('refuses a commit with a token that can only read contents', () =>
  withSandbox(
    async (ask, sandbox) => {
      expect(await commit(ask, sandbox)).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
    },
    (story) => setPermissions(story, { contents: 'read' }),
  ));

it('does not create a branch', () =>
  withSandbox(async (ask, sandbox) => {
    const branch = { repositoryNameWithOwner: sandbox.repository, branchName: 'other' };
    expect(await commit(ask, sandbox, { branch })).toMatchObject({
      errors: [{ type: 'NOT_FOUND' }],
    });
  }));

it('names a field that the schema does not have', () =>
  withSandbox(async (ask) => {
    const { body } = await ask('POST', '//graphql', { query: 'query { viewer { nope } }' });
    expect(body).toMatchObject({
      errors: [{ message: "Field 'nope' doesn't exist on type 'User'" }],
    });
  }));

it('reads a file by expression', () =>
  withSandbox(async (ask, { world }) => {
    const query = `query($o: String!, $n: String!) {
      repository(owner: $o, name: $n) { object(expression: "main:README.md") { ... on Blob { text } } }
    }`;
    const variables = { o: world.repo.owner, n: world.repo.name };
    const { body } = await ask('POST', '//graphql', { query, variables });
    expect(body).toMatchObject({
      data: { repository: { object: { text: expect.stringMatching(/^# Diffusion web UI/) } } },
    });
  }));

it('refuses a variable that lacks a required field, and commits nothing', () =>
  withSandbox(async (ask, sandbox) => {
    const before = tip(sandbox);
    const body = await commit(ask, sandbox, { message: {} });
    expect(body).toMatchObject({
      errors: [{ message: expect.stringContaining('Field "headline" of required type "String!"') }],
    });
    expect(tip(sandbox)).toBe(before);
  }));

it('refuses what is not GraphQL', () =>
  withSandbox(async (ask) => {
    const { body } = await ask('POST', '//graphql', { query: 'query {' });
    expect(body).toMatchObject({
      errors: [{ message: 'Syntax Error: Expected Name, found <EOF>.' }],
    });
  }));

it('has a resolver for every field of the schema', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  );
  const fields = types.flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((field) => [type.name, field]) : [],
  );
  const missing = fields.filter(([type = '', field = '']) => !resolvers[type]?.[field]);
  expect([fields.length > 40, missing]).toEqual([true, []]);
});
