import { expect, it } from '@jest/globals';
import { type Ask, withSandbox } from './with-sandbox.ts';

const HEAD = (ask: Ask) =>
  ask('GET', '/git/ref/heads/m01-ci-truthfulness').then(
    ({ body }) => (body as { object: { sha: string } }).object.sha,
  );

it('a comment of 65,536 characters is taken and one more is refused', () =>
  withSandbox(async (ask) => {
    const write = (body: string) => ask('POST', '/issues/14/comments', { body });
    const [fits, over] = [await write('é'.repeat(65_536)), await write('x'.repeat(65_537))];
    expect([fits.status, over.status]).toEqual([201, 422]);
    expect(over.body).toMatchObject({
      errors: [{ message: 'Body is too long (maximum is 65536 characters)' }],
    });
  }));

it('a comment is edited in place', () =>
  withSandbox(async (ask) => {
    const made = (await ask('POST', '/issues/14/comments', { body: 'One' })).body as { id: number };
    await ask('PATCH', `/issues/comments/${made.id}`, { body: 'Two' });
    expect((await ask('GET', '/issues/14/comments')).body).toMatchObject([
      {
        id: made.id,
        body: 'Two',
        created_at: '2026-03-08T11:40:01Z',
        updated_at: '2026-03-08T11:40:02Z',
        user: { login: 'github-actions[bot]', type: 'Bot' },
      },
    ]);
  }));

it('a status description of 141 characters is refused', () =>
  withSandbox(async (ask) => {
    const post = async (length: number) => {
      const body = { state: 'success', description: 'x'.repeat(length) };
      return (await ask('POST', `/statuses/${await HEAD(ask)}`, body)).status;
    };
    expect([await post(140), await post(141)]).toEqual([201, 422]);
  }));

it('of the statuses of one context the newest counts, whatever its case', () =>
  withSandbox(async (ask) => {
    const sha = await HEAD(ask);
    await ask('POST', `/statuses/${sha}`, { state: 'pending', context: 'Milestone audit' });
    await ask('POST', `/statuses/${sha}`, { state: 'success', context: 'milestone AUDIT' });
    expect((await ask('GET', `/commits/${sha}/status`)).body).toMatchObject({
      state: 'success',
      total_count: 1,
    });
  }));

it('a status on a commit that is not there is refused', () =>
  withSandbox(async (ask) => {
    const sha = '0'.repeat(40);
    expect((await ask('POST', `/statuses/${sha}`, { state: 'success' })).body).toMatchObject({
      message: `No commit found for SHA: ${sha}`,
    });
  }));

it('a check summary is counted in bytes', () =>
  withSandbox(async (ask) => {
    const post = async (summary: string) => {
      const output = { title: 'T', summary };
      const body = { name: 'Audit', head_sha: await HEAD(ask), output };
      return (await ask('POST', '/check-runs', body)).status;
    };
    expect([await post('x'.repeat(65_535)), await post('é'.repeat(32_768))]).toEqual([201, 422]);
  }));

it('a check is not completed without a conclusion', () =>
  withSandbox(async (ask) => {
    const body = { name: 'Audit', head_sha: await HEAD(ask), status: 'completed' };
    expect((await ask('POST', '/check-runs', body)).status).toBe(422);
  }));

it('an existing file is replaced only by who knows its id', () =>
  withSandbox(async (ask) => {
    const old = (await ask('GET', '/contents/README.md')).body as { sha: string };
    const put = async (sha: object) => {
      const content = Buffer.from('new\n').toString('base64');
      return (await ask('PUT', '/contents/README.md', { message: 'New', content, ...sha })).status;
    };
    expect([await put({}), await put({ sha: '0'.repeat(40) }), await put(old)]).toEqual([
      422, 409, 200,
    ]);
  }));

it('a branch moves forward only, unless forced', () =>
  withSandbox(async (ask, { world }) => {
    const sha = world.repo.refs.get('refs/heads/main');
    const move = async (body: object) =>
      (await ask('PATCH', '/git/refs/heads/m01-ci-truthfulness', { sha, ...body })).body;
    expect(await move({})).toMatchObject({ message: 'Update is not a fast forward' });
    expect(await move({ force: true })).toMatchObject({ object: { sha } });
  }));

it('a commit of an action exists or it does not', () =>
  withSandbox(async (ask) => {
    const of = async (sha: string) =>
      (await ask('GET', `//repos/actions/checkout/commits/${sha}`)).status;
    expect([
      await of('11bd71901bbe5b1630ceea73d27597364c9af683'),
      await of('1'.repeat(40)),
    ]).toEqual([200, 422]);
  }));

it('a commit that only a fork of an action has is not on its default branch', () =>
  withSandbox(
    async (ask) => {
      const of = async (sha: string) => {
        const { body } = await ask('GET', `//repos/actions/checkout/compare/HEAD...${sha}`);
        return (body as { status: string }).status;
      };
      expect([
        await of('11bd71901bbe5b1630ceea73d27597364c9af683'),
        await of('f'.repeat(40)),
      ]).toEqual(['behind', 'diverged']);
    },
    (story) => story.actions['actions/checkout']?.forkCommits.push('f'.repeat(40)),
  ));

it('a comparison starts at the merge base', () =>
  withSandbox(async (ask, { world }) => {
    const base = world.repo.refs.get('refs/heads/main');
    const { body } = await ask('GET', '/compare/main...m01-ci-truthfulness');
    const { merge_base_commit, status, ahead_by, files } = body as {
      merge_base_commit: { sha: string };
      status: string;
      ahead_by: number;
      files: { filename: string; status: string; patch: string }[];
    };
    expect([merge_base_commit.sha, status, ahead_by]).toEqual([base, 'ahead', 1]);
    expect(files.find((file) => file.filename.endsWith('milestone-audit.yml'))).toMatchObject({
      status: 'modified',
      patch: expect.stringContaining('+        uses: milestone-audit/action@5d0c9f1e'),
    });
  }));

it('the pull requests of a fork are not found by their commit', () =>
  withSandbox(
    async (ask, { world }) => {
      const sha = world.pulls[1]?.headSha;
      const byCommit = await ask('GET', `/commits/${sha}/pulls`);
      const byHead = await ask('GET', '/pulls?state=all&head=jonas-reed:patch-1');
      expect(byCommit.body).toEqual([]);
      expect(byHead.body).toMatchObject([{ number: 15, head: { sha, repo: { fork: true } } }]);
    },
    (story) => {
      const at = '2026-03-08T11:30:00Z';
      story.commits.push({
        branch: 'jonas-reed:patch-1',
        from: 'main',
        message: 'Patch',
        author: 'jonas-reed',
        at,
        write: { 'README.md': 'Patched\n' },
        delete: [],
      });
      const [pull] = story.pulls;
      if (pull) story.pulls.push({ ...pull, number: 15, head: 'jonas-reed:patch-1', created: at });
    },
  ));

it('attestations of a digest are listed by type and page, each behind an address', () =>
  withSandbox(async (ask, { world, token }) => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const path = `/attestations/${digest}`;
    const status = (await ask('GET', path)).status;
    world.tokens.get(token)?.permissions.set('attestations', 'read');
    const none = (await ask('GET', path)).status;
    const types = ['https://slsa.dev/provenance/v1', 'https://in-toto.io/attestation/svr/v0.2'];
    for (const predicateType of types)
      world.attestations.push({ digest, predicateType, bundle: '{}' });
    const listed = await Promise.all(
      ['', '?predicate_type=provenance', `?predicate_type=${types[1]}`, '?per_page=1'].map(
        async (query) => {
          const { headers, body } = await ask('GET', `${path}${query}`);
          const { attestations } = body as { attestations: { bundle_url: string }[] };
          return [
            attestations.length,
            headers.has('link'),
            attestations[0]?.bundle_url.slice(0, 7),
          ];
        },
      ),
    );
    expect([status, none, listed]).toEqual([
      403,
      404,
      [
        [2, false, 'http://'],
        [1, false, 'http://'],
        [1, false, 'http://'],
        [1, true, 'http://'],
      ],
    ]);
  }));
