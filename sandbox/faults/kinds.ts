import type { Fault } from '../start-sandbox.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };
const said = (message: string) => ({ message, documentation_url: 'https://docs.github.com/rest' });

/** What can go wrong with a request, each as GitHub or the network does it. */
export const KINDS: Readonly<Record<string, Fault>> = {
  '401': { status: 401, body: said('Bad credentials') },
  '403 permission': {
    status: 403,
    body: said('Resource not accessible by integration'),
    headers: { 'x-accepted-github-permissions': 'contents=write' },
  },
  '403 secondary limit': {
    status: 403,
    body: said('You have exceeded a secondary rate limit. Please wait a few minutes.'),
  },
  '404': { status: 404, body: said('Not Found') },
  '409': { status: 409, body: said('Conflict') },
  '410': { status: 410, body: said('Gone') },
  '422': { status: 422, body: said('Validation Failed') },
  '429': { status: 429, body: said('Too Many Requests'), headers: { 'retry-after': '2' } },
  '500': { status: 500, body: said('Server Error') },
  '502': { status: 502, body: Buffer.from('<html>Bad Gateway</html>') },
  timeout: 'timeout',
  reset: 'reset',
  'done, answer lost': 'lost',
  'done, then hangs': 'hang',
  'truncated JSON': { status: 200, headers: json, body: Buffer.from('{"id": 1, "na') },
  'HTML instead': {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<!doctype html><title>Sign in</title>'),
  },
};
