import { expect, it } from '@jest/globals';
import { setPermissions } from '../../sandbox/edit-story.ts';
import { withSandbox } from './with-sandbox.ts';

it('a list comes in pages that Link leads through', () =>
  withSandbox(async (ask, { url, repository }) => {
    const first = await ask('GET', '/actions/workflows?per_page=2');
    const last = await ask('GET', '/actions/workflows?per_page=2&page=2');
    const to = (page: number, rel: string) =>
      `<${url}/repos/${repository}/actions/workflows?per_page=2&page=${page}>; rel="${rel}"`;
    expect(first.headers.get('link')).toBe(`${to(2, 'next')}, ${to(2, 'last')}`);
    expect(last.headers.get('link')).toBe(`${to(1, 'prev')}, ${to(1, 'first')}`);
    expect(first.body).toMatchObject({ total_count: 3, workflows: [{}, {}] });
    expect(last.body).toMatchObject({ total_count: 3, workflows: [{}] });
  }));

it('a token without a permission is refused by the name of what is missing', () =>
  withSandbox(
    async (ask) => {
      const { status, headers, body } = await ask('POST', '/issues/14/comments', { body: 'Hi' });
      expect({ status, needs: headers.get('x-accepted-github-permissions'), body }).toEqual({
        status: 403,
        needs: 'issues=write; pull_requests=write',
        body: {
          message: 'Resource not accessible by integration',
          documentation_url: 'https://docs.github.com/rest',
          status: '403',
        },
      });
    },
    (story) => setPermissions(story, { 'pull-requests': 'read' }),
  ));

it('an unknown token is a 401', () =>
  withSandbox(async (_, { url }) => {
    const answer = await fetch(`${url}/rate_limit`, { headers: { authorization: 'token other' } });
    expect(answer.status).toBe(401);
  }));

it('branch protection asks for a permission that no workflow token has', () =>
  withSandbox(async (ask) => {
    expect((await ask('GET', '/branches/main/protection')).status).toBe(403);
  }));

it('requests are counted against the budget and refused when it is spent', () =>
  withSandbox(
    async (ask, sandbox) => {
      const left = async () => {
        const { status, headers } = await ask('GET', '');
        return [status, headers.get('x-ratelimit-remaining')];
      };
      expect([await left(), await left(), await left()]).toEqual([
        [200, '1'],
        [200, '0'],
        [403, '0'],
      ]);
      expect(sandbox.counts()).toEqual({ 'repos/get': 3 });
    },
    (story) => {
      story.rateLimit = 2;
    },
  ));

it('an unchanged answer costs a 304', () =>
  withSandbox(async (ask, sandbox) => {
    const etag = (await ask('GET', '/milestones')).headers.get('etag') ?? '';
    const again = await fetch(`${sandbox.url}/repos/${sandbox.repository}/milestones`, {
      headers: { authorization: `token ${sandbox.token}`, 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
  }));

it('the paths of a GitHub Enterprise Server work too', () =>
  withSandbox(async (ask, { repository }) => {
    expect((await ask('GET', `//api/v3/repos/${repository}`)).status).toBe(200);
    const query = '{ viewer { login } }';
    const { body } = await ask('POST', '//api/graphql', { query });
    expect(body).toEqual({ data: { viewer: { login: 'github-actions[bot]' } } });
  }));

it('a fault takes the place of the answer it is asked for', () =>
  withSandbox(
    async (ask) => {
      const first = await ask('GET', '/milestones').catch(() => 'cut');
      const second = await ask('GET', '/milestones');
      const third = await ask('GET', '/milestones');
      expect([first, second.status, third.status]).toEqual(['cut', 502, 200]);
    },
    undefined,
    {
      faults: (_, path, n) => {
        if (!path.endsWith('/milestones')) return undefined;
        return n === 1 ? 'reset' : n === 2 ? { status: 502 } : undefined;
      },
    },
  ));
