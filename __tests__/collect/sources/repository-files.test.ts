import { expect, it } from '@jest/globals';
import { BASE, bundleOf, HEAD, openPull, PULL_EVENT } from '../scene.ts';

/** Returns the repository files of a pull request whose head has these files too. */
async function filesWith(more: Readonly<Record<string, string>>) {
  const state = openPull();
  for (const commit of [BASE, HEAD]) {
    const known = state.commits[commit];
    if (known === undefined) throw new Error(`no commit ${commit}`);
    state.commits[commit] = { ...known, files: { ...known.files, ...more } };
  }
  const { files } = (await bundleOf(state, PULL_EVENT)).evidence;
  if (files.state !== 'present') throw new Error(`the files are ${files.state}`);
  return files.value;
}

const many = (count: number, path: (at: number) => string, text: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [path(at), text]));

it('names settings files that are too large or too many', async () => {
  const { unread, settings } = await filesWith({
    'setup.cfg': ' '.repeat(1024 * 1024 + 1),
    ...many(60, (at) => `p/q/${at}/package.json`, '{}'),
  });
  const whys = (unread ?? []).map(({ why }) => why);
  const many60 = 'only the 60 settings files nearest to the root are read';
  expect([settings.length, whys]).toEqual([
    59,
    [many60, many60, 'it has 1048577 bytes; at most 1048576 are read'],
  ]);
});

it('keeps a lockfile that was not read without entries', async () => {
  const lock = '{"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-x"}}}';
  const { locks } = await filesWith(many(61, (at) => `p/${at}/package-lock.json`, lock));
  expect(locks.filter(({ entries }) => entries === 0)).toMatchObject([
    { path: 'p/9/package-lock.json', tool: 'npm' },
  ]);
});

it('calls a workflow file unreadable that is beyond the number that is read', async () => {
  const { workflows } = await filesWith(
    many(200, (at) => `a/b/c/${at}/action.yml`, 'runs: { using: composite, steps: [] }\n'),
  );
  expect(workflows.filter(({ state }) => state === 'unreadable')).toMatchObject([
    { why: 'only the 200 workflow files nearest to the root are read' },
  ]);
});
