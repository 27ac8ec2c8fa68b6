import { expect, it } from '@jest/globals';
import type { FakeState } from '../fake-forge.ts';
import { BASE, bundleOf, HEAD, openPull, PULL_EVENT } from '../scene.ts';

const test = (name: string): string => `it('${name}', () => {\n  expect(1).toBe(1);\n});\n`;

function withFiles(
  state: FakeState,
  commit: string,
  files: Readonly<Record<string, string>>,
): void {
  const known = state.commits[commit];
  if (known === undefined) throw new Error(`no commit ${commit}`);
  state.commits[commit] = { ...known, files: { ...known.files, ...files } };
}

/** What base and head say of their tests when the head brings this many new files. */
async function declared(more: number) {
  const state = openPull();
  withFiles(state, BASE, { 'z/kept.test.ts': test('kept'), 'z/gone.test.ts': test('gone') });
  const added = Array.from({ length: more }, (_, at) => [`a/new-${at}.test.ts`, test(`new ${at}`)]);
  withFiles(state, HEAD, {
    ...(Object.fromEntries(added) as Record<string, string>),
    'z/kept.test.ts': `// longer\n${test('kept')}`,
    'z/gone.test.ts': '// nothing\n',
  });
  const { evidence } = await bundleOf(state, PULL_EVENT);
  const of = (kind: 'files' | 'baseFiles') => {
    const one = evidence[kind];
    if (one?.state !== 'present') throw new Error(`${kind} is not there`);
    return one.value.declared;
  };
  return { base: of('baseFiles'), head: of('files') };
}

it('a test that the head has no more is kept with the base', async () => {
  const { base, head } = await declared(1);
  expect(base?.tests.map(({ name }) => name)).toEqual(['gone']);
  expect(head?.tests.map(({ name }) => name)).toEqual(['new 0']);
});

it('where nothing is lost, new tests are not kept', async () => {
  const state = openPull();
  withFiles(state, HEAD, { 'a/new.test.ts': test('new'), 'a/one.test.ts': "it.only('one', f);\n" });
  const { evidence } = await bundleOf(state, PULL_EVENT);
  const { files } = evidence;
  const kept = files.state === 'present' ? files.value.declared?.tests : undefined;
  expect(kept?.map(({ name }) => name)).toEqual(['one']);
});

it('where more files changed than are read, no test is called gone', async () => {
  const { base, head } = await declared(610);
  const missing = '612 test files changed, and only 600 were read';
  expect([base, head]).toEqual([
    { tests: [], removedFiles: [], missing },
    { tests: [], removedFiles: [], missing },
  ]);
});
