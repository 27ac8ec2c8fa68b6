import { expect, it } from '@jest/globals';
import { setPermissions } from '../../sandbox/edit-story.ts';
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

it('a commit on a branch is verified and moves the branch', () =>
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

it('whoever expects an older head is told to pull', () =>
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

it('of two commits that race for one head exactly one is made', () =>
  withSandbox(async (ask, sandbox) => {
    const bodies = await Promise.all([commit(ask, sandbox), commit(ask, sandbox)]);
    const lost = bodies.filter((body) => 'errors' in (body as object));
    expect(lost).toHaveLength(1);
  }));

it('a branch that wants a pull request refuses the commit', () =>
  withSandbox(
    async (ask, sandbox) => {
      expect(await commit(ask, sandbox)).toMatchObject({
        errors: [{ message: expect.stringContaining('must be made through a pull request') }],
      });
    },
    (story) => story.rules.push({ branch: 'main', type: 'pull_request' }),
  ));

it('a token that may only read contents is forbidden to commit', () =>
  withSandbox(
    async (ask, sandbox) => {
      expect(await commit(ask, sandbox)).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
    },
    (story) => setPermissions(story, { contents: 'read' }),
  ));

it('a branch that does not exist is not created', () =>
  withSandbox(async (ask, sandbox) => {
    const branch = { repositoryNameWithOwner: sandbox.repository, branchName: 'other' };
    expect(await commit(ask, sandbox, { branch })).toMatchObject({
      errors: [{ type: 'NOT_FOUND' }],
    });
  }));

it('a field that the schema does not have is named', () =>
  withSandbox(async (ask) => {
    const { body } = await ask('POST', '//graphql', { query: 'query { viewer { nope } }' });
    expect(body).toMatchObject({
      errors: [{ message: "Field 'nope' doesn't exist on type 'User'" }],
    });
  }));

it('a file is read by expression', () =>
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
