import { expect, it } from '@jest/globals';
import { permissionFrom, scrubUrls, toApiError } from '../../src/github/api-error.ts';

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
  expect(toApiError({ ...refusal, status: 404 })).toEqual({
    kind: 'missing',
    message: 'GET /x: not found, or the token lacks `actions: read`',
  });
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
