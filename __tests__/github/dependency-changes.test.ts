import { afterEach, expect, it } from '@jest/globals';
import { compareDependencies } from '../../src/github/dependency-changes.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const dependency = (name: string, more: object = {}) => ({
  change_type: 'added',
  manifest: 'package-lock.json',
  ecosystem: 'npm',
  name,
  version: '1.2.3',
  package_url: null,
  license: null,
  source_repository_url: null,
  scope: 'runtime',
  vulnerabilities: [],
  ...more,
});

it('reads every page of the Link header and maps severities', async () => {
  const advisory = (severity: string) => ({
    severity,
    advisory_ghsa_id: `GHSA-${severity}`,
    advisory_summary: 'It is slow',
    advisory_url: `https://github.com/advisories/GHSA-${severity}`,
  });
  const vulnerabilities = ['critical', 'moderate', 'odd'].map(advisory);
  server = await answering((_seen, response, count) => {
    const url = `${server?.url}/repos/o/r/dependency-graph/compare/a...b?after=xyz`;
    return count === 1
      ? json(response, 200, [dependency('zeta')], { link: `<${url}>; rel="next"` })
      : json(response, 200, [dependency('alpha', { change_type: 'removed', vulnerabilities })]);
  });
  const shared = { version: '1.2.3', ecosystem: 'npm', manifest: 'package-lock.json' };
  const judged = [
    ['critical', 'critical'],
    ['moderate', 'medium'],
    ['odd', 'unknown'],
  ].map(([word, severity]) => ({
    id: `GHSA-${word}`,
    severity,
    url: `https://github.com/advisories/GHSA-${word}`,
  }));
  expect(await compareDependencies(server.client(), 'a', 'b')).toEqual({
    ok: true,
    value: {
      base: 'a',
      head: 'b',
      changes: [
        { ...shared, change: 'removed', name: 'alpha', vulnerabilities: judged },
        { ...shared, change: 'added', name: 'zeta', vulnerabilities: [] },
      ],
    },
  });
  expect(server.seen.map(({ url }) => new URL(url, 'http://x').search)).toEqual([
    '?per_page=100',
    '?after=xyz',
  ]);
});

it('refuses the comparison when one page is refused', async () => {
  server = await answering((_seen, response, count) => {
    const link = `<${server?.url}/x?page=2>; rel="next"`;
    return count === 1
      ? json(response, 200, [dependency('zeta')], { link })
      : json(response, 403, { message: 'Resource not accessible by integration' });
  });
  expect(await compareDependencies(server.client(), 'a', 'b')).toMatchObject({
    ok: false,
    error: { kind: 'forbidden', permission: 'contents: read' },
  });
});

it('refuses a comparison with too many pages', async () => {
  server = await answering((_seen, response) =>
    json(response, 200, [], { link: `<${server?.url}/x?page=2>; rel="next"` }),
  );
  expect(await compareDependencies(server.client(), 'a', 'b')).toMatchObject({
    ok: false,
    error: { kind: 'cut' },
  });
  expect(server.seen.length).toBe(100);
});

it('maps a disabled dependency graph to missing', async () => {
  const message =
    'Dependency review is not supported on this repository. Please ensure that Dependency graph is enabled along with GitHub Advanced Security.';
  server = await answering((_seen, response) => json(response, 403, { message }));
  expect(await compareDependencies(server.client(), 'a', 'b')).toEqual({
    ok: false,
    error: { kind: 'missing', message: expect.stringContaining(message) },
  });
});

it('returns GitHub’s warning', async () => {
  const warning = 'No snapshots were found for the head SHA.\n';
  const headers = {
    'x-github-dependency-graph-snapshot-warnings': Buffer.from(warning).toString('base64'),
  };
  server = await answering((_seen, response) => json(response, 200, [], headers));
  expect(await compareDependencies(server.client(), 'a', 'b')).toEqual({
    ok: true,
    value: { base: 'a', head: 'b', changes: [], warning: warning.trim() },
  });
});
