import { expect, it } from '@jest/globals';
import { permissionFrom, scrubUrls, toApiError } from '../../src/github/api-error.ts';
import { apiErrorText } from '../../src/model/result.ts';

const refusal = { request: 'GET /x', headers: {}, message: 'm', permission: 'actions: read' };

it.each([
  ['contents=write', 'contents: write'],
  ['issues=write; pull_requests=write', 'issues: write or pull-requests: write'],
  ['contents=read,metadata=read', 'contents: read'],
  ['contents=write,workflows=write', 'contents: write and workflows: write'],
  ['', 'fallback'],
  [undefined, 'fallback'],
])('the permission %j is spelled %j', (header, expected) => {
  expect(permissionFrom(header, 'fallback')).toBe(expected);
});

it('names the permission for a 404', () => {
  expect(toApiError({ ...refusal, status: 404, message: 'Not Found' })).toEqual({
    kind: 'missing',
    message: 'GET /x: not found, or the token lacks `actions: read`',
  });
});

it('keeps what GitHub adds to a 404', () => {
  const message = 'No common ancestor between a and b.';
  expect(toApiError({ ...refusal, status: 404, message }).message).toBe(
    'GET /x: not found, or the token lacks `actions: read` (No common ancestor between a and b.)',
  );
});

it.each([
  [403, 'Unable to create comment because issue is locked.', 'locked'],
  [403, 'Repository was archived so is read-only.', 'archived'],
  [
    403,
    'Although you appear to have the correct authorization credentials, the `o` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
    'ip-allow-list',
  ],
  [
    403,
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    'sso',
  ],
  [
    403,
    'Although you appear to have the correct authorization credentials, the `o` organization has enabled OAuth App access restrictions',
    'app-restrictions',
  ],
  [403, 'This installation has been suspended', 'suspended'],
  [403, 'Repository access blocked', 'blocked'],
  [451, 'Repository access blocked', 'blocked'],
  [
    403,
    'GitHub Actions is not permitted to create or approve pull requests.',
    'pull-request-setting',
  ],
  [
    422,
    'Repository rule violations found\n\nChanges must be made through a pull request.',
    'ruleset',
  ],
  [409, 'Repository rule violations found', 'ruleset'],
  [403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.', 'plan'],
  [403, 'Advanced Security must be enabled for this repository to use code scanning.', 'feature'],
  [410, 'Issues are disabled for this repo', 'feature'],
])('names the reason of a %i that says %j', (status, message, reason) => {
  const headers = { 'x-accepted-github-permissions': 'issues=write' };
  const error = toApiError({ ...refusal, headers, status, message });
  expect(error).toMatchObject({ kind: 'refused', reason });
});

it('names a locked conversation and the way out instead of a permission', () => {
  const message = 'Unable to create comment because issue is locked.';
  expect(apiErrorText(toApiError({ ...refusal, status: 403, message }))).toBe(
    'GET /x: refused, the conversation is locked (Unable to create comment because issue is locked.); unlock it, or set `comment: never`',
  );
});

it('recognizes single sign-on by its header', () => {
  const headers = { 'x-github-sso': 'required; url=https://github.com/orgs/o/sso?x=1' };
  expect(toApiError({ ...refusal, headers, status: 403 })).toMatchObject({ reason: 'sso' });
});

it('does not take partial results for a refusal by single sign-on', () => {
  const headers = { 'x-github-sso': 'partial-results; organizations=1' };
  expect(toApiError({ ...refusal, headers, status: 403 })).toMatchObject({ kind: 'forbidden' });
});

it('names the reason in the body although the budget is used up', () => {
  const headers = { 'x-ratelimit-remaining': '0' };
  const message = 'Repository was archived so is read-only.';
  expect(toApiError({ ...refusal, headers, status: 403, message })).toMatchObject({
    reason: 'archived',
  });
});

it.each([
  'unauthorized',
  'missing',
  'gone',
  'conflict',
  'invalid',
  'limited',
  'cut',
  'unreachable',
] as const)('an error of kind %s says what to do', (kind) => {
  expect(apiErrorText({ kind, message: 'GET /x: m' })).toMatch(/^GET \/x: m; \w+/);
});

it('maps a request without a response to unreachable', () => {
  expect(toApiError({ ...refusal, message: 'ECONNRESET' })).toEqual({
    kind: 'unreachable',
    message: 'GET /x: no answer (ECONNRESET)',
  });
});

it('maps a 403 with a rate limit to limited', () => {
  const message = 'You have exceeded a secondary rate limit';
  expect(toApiError({ ...refusal, status: 403, message })).toMatchObject({ kind: 'limited' });
});

it('shortens GitHub’s message to one line without signatures', () => {
  const message = `see https://store.example/blob?sig=abc\n${'x'.repeat(1000)}`;
  const error = toApiError({ ...refusal, status: 422, message });
  expect([error.message.length < 400, error.message.includes('\n')]).toEqual([true, false]);
  expect(error.message).not.toContain('sig=');
});

it('removes the query of every URL and keeps the rest', () => {
  expect(scrubUrls('a https://x.y/z?k=1 b http://q/#f "https://u/v?w"')).toBe(
    'a https://x.y/z b http://q/ "https://u/v"',
  );
});

it('removes secrets from GitHub’s message', () => {
  const message = `bad credentials gh${'p'}_${'a1'.repeat(18)}`;
  expect(toApiError({ ...refusal, status: 422, message }).message).toBe(
    'GET /x: 422 (bad credentials [redacted-GitHub-token])',
  );
});
