import { describe, expect, it } from '@jest/globals';
import { commitOnBranch } from '../../sandbox/move-ref.ts';
import type { Faults, Sandbox, Story } from '../../sandbox/start-sandbox.ts';
import { CERTIFICATE, HOST, type ProxyServer, startProxy } from './proxy.ts';
import { type Ended, errorsOf, m01, onStage, type Stage, statesOf } from './stage.ts';

const QUICK = `--import=${new URL('../../sandbox/faults/quick-clock.mjs', import.meta.url).href}`;
const DOCUMENT = 'docs/milestones/M01/M01_audit.md';

/** A server without GraphQL commits, artifact digests and signatures, below `/api/v3`. */
const onServer = <T>(use: (stage: Stage) => Promise<T>, story: Story = m01(), faults?: Faults) =>
  onStage(story, use, faults, { enterprise: true, serverUrl: `https://${HOST}` });

describe('an Enterprise Server', () => {
  it.concurrent('without `createCommitOnBranch` gets its document by REST, and what it lacks is named', () =>
    onServer(async ({ sandbox, audit }) => {
      const merged = sandbox.merge();
      const ended = await audit('push');
      expect(sandbox.file(DOCUMENT)).toBe(ended.document);
      const tip = sandbox.world.repo.refs.get('refs/heads/main') ?? '';
      expect(sandbox.world.repo.store.mustCommit(tip).parents).toEqual([merged]);
      expect(ended.outputs['docs-sha']).toBe(tip);
      expect(ended.summary).toContain('GitHub did not verify the signature; written by REST');
      expect(ended.document).toContain('states no digest of artifacts');
      expect(ended.audit?.sources.map(({ digest }) => digest)).toEqual([null]);
      expect(ended.document).toContain(`https://${HOST}/atelier/diffusion-webui/`);
      expect(statesOf(sandbox).at(-1)).toBe('success');
    }));

  it.concurrent('loses nothing when somebody commits in between', async () => {
    let between = (): void => undefined;
    const faults: Faults = (method, path) => {
      if (method === 'POST' && path.endsWith('/git/commits')) between();
      return undefined;
    };
    await onServer(
      async ({ sandbox, audit }) => {
        sandbox.merge();
        between = () => {
          between = () => undefined;
          const { world } = sandbox;
          const head = world.repo.refs.get('refs/heads/main') ?? '';
          const tree = world.repo.store.readTree(world.repo.store.mustCommit(head).tree);
          const sha = world.repo.store.blob(Buffer.from('x'));
          tree.set('between.txt', { mode: '100644', sha });
          const by = { login: 'mira-holt', message: 'In between', tree };
          commitOnBranch(world, world.repo, 'main', by);
        };
        const ended = await audit('push');
        expect(sandbox.file('between.txt')).toBe('x');
        expect(sandbox.file(DOCUMENT)).toBe(ended.document);
        expect(ended.log).toContain('moved on meanwhile');
        const asked = sandbox.requests.filter(({ requestBody }) =>
          requestBody.includes('createCommitOnBranch'),
        );
        expect(asked.length).toBe(1);
      },
      m01(),
      faults,
    );
  });

  it.concurrent('whose rules forbid the push gets one pull request', () => {
    const story = m01();
    story.rules.push({ branch: 'main', type: 'pull_request' });
    return onServer(async ({ sandbox, audit }) => {
      const merged = sandbox.merge();
      const ended = await audit('push');
      expect(sandbox.world.repo.refs.get('refs/heads/main')).toBe(merged);
      expect(sandbox.file(DOCUMENT, 'milestone-audit/M01')).toBe(ended.document);
      expect(ended.outputs['docs-url']).toMatch(/\/pull\/\d+$/);
    }, story);
  });
});

/** One audit of a server behind a proxy, by these addresses. */
function behindProxy(
  scheme: 'http' | 'https',
  env: (proxy: ProxyServer) => Readonly<Record<string, string>>,
): Promise<{ readonly ended: Ended; readonly proxy: ProxyServer; readonly sandbox: Sandbox }> {
  return onServer(async ({ sandbox, audit }) => {
    const proxy = await startProxy(sandbox.url);
    try {
      const context = {
        api_url: `${scheme}://${HOST}/api/v3`,
        graphql_url: `${scheme}://${HOST}/api/graphql`,
      };
      const ended = await audit('pull_request', { env: env(proxy), context });
      return { ended, proxy, sandbox };
    } finally {
      proxy.close();
    }
  });
}

describe('behind a proxy', () => {
  it.concurrent('a server with a certificate of its own is reached through a tunnel', async () => {
    const { ended, proxy, sandbox } = await behindProxy('https', ({ url }) => ({
      https_proxy: url,
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
    }));
    expect([ended.outputs['verdict'], ended.exitCode]).toEqual(['yellow', 0]);
    expect(new Set(proxy.tunnels)).toEqual(new Set([`${HOST}:443`]));
    expect(proxy.plain).toEqual([]);
    expect(statesOf(sandbox)).toEqual(['pending', 'success']);
  });

  it.concurrent('a server without TLS is asked for of the proxy itself', async () => {
    const { ended, proxy } = await behindProxy('http', ({ url }) => ({ http_proxy: url }));
    expect([ended.outputs['verdict'], ended.exitCode]).toEqual(['yellow', 0]);
    expect(proxy.tunnels).toEqual([]);
    expect(proxy.plain.every((url) => url.startsWith(`http://${HOST}/api/`))).toBe(true);
  });

  it.concurrent.each<[string, (proxy: ProxyServer) => Readonly<Record<string, string>>, RegExp]>([
    ['whose certificate nobody vouches for', ({ url }) => ({ https_proxy: url }), /certificate/],
    [
      'that `no_proxy` names, which is not found then,',
      ({ url }) => ({ https_proxy: url, no_proxy: HOST, NODE_EXTRA_CA_CERTS: CERTIFICATE }),
      /ENOTFOUND|EAI_AGAIN/,
    ],
  ])('a server %s ends the audit with the reason', async (_, env, why) => {
    const { ended, proxy, sandbox } = await behindProxy('https', (at) => ({
      ...env(at),
      NODE_OPTIONS: QUICK,
    }));
    expect(ended.exitCode).toBe(1);
    expect(errorsOf(ended).join('\n')).toMatch(why);
    expect(sandbox.requests).toEqual([]);
    expect(proxy.plain).toEqual([]);
  });
});
