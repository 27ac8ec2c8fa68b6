import { expect, it } from '@jest/globals';
import { readLockfile, readRequirements } from '../../src/workflow/installs/lockfile.ts';
import { withNamedFiles } from '../../src/workflow/named-files.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';

type Files = Readonly<Record<string, string>>;

/** The files that are read because a command of one step names them. */
async function namedBy(run: string, files: Files): Promise<readonly string[]> {
  const text = `on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(run)}\n`;
  const locks = Object.entries(files).flatMap(([path, body]) => readLockfile(path, '', body) ?? []);
  const workflows = [readWorkflow('.github/workflows/ci.yml', '', text)];
  const named = await withNamedFiles(
    { workflows, settings: [], locks },
    new Set(Object.keys(files)),
    {
      script: async (path) => ({ path, blob: '', text: files[path] ?? '' }),
      requirements: async (path) => readRequirements(path, '', files[path] ?? ''),
    },
  );
  const all = [...named.settings, ...named.locks.filter((lock) => !locks.includes(lock))];
  return all.map(({ path }) => path);
}

it.each([
  ['pip install -r dev.txt', ['dev.txt']],
  ['pip install --requirement=ci/dev.txt', ['ci/dev.txt']],
  ['cd ci && pip install -rdev.txt', ['ci/dev.txt']],
  ['uv pip install -r dev.txt -c ci/dev.txt', ['dev.txt', 'ci/dev.txt']],
  ['uv pip sync dev.txt', ['dev.txt']],
  ['pip-sync dev.txt', ['dev.txt']],
  ['python -m pip wheel -r dev.txt', ['dev.txt']],
  ['pip install -r base.in', ['base.in', 'ci/dev.txt']],
  ['pip install -r missing.txt', []],
  ['pip install -r $FILE', []],
  ['bash ci/all.sh', ['ci/all.sh', 'dev.txt']],
  ['./ci/all.sh', ['ci/all.sh', 'dev.txt']],
  ['make -f ci/build.mk lint', ['ci/build.mk', 'dev.txt']],
  ['make -C ci -f build.mk', ['ci/build.mk', 'dev.txt']],
  ['python gate.py --min 3', ['gate.py']],
  ['cat gate.py', []],
])('reads what %s names', async (run, expected) => {
  const files = {
    'dev.txt': 'a==1\n',
    'ci/dev.txt': 'b==2\n',
    'base.in': '-r ci/dev.txt\n',
    'ci/all.sh': 'pip install -r dev.txt\n',
    'gate.py': 'LIMIT = 3\n',
    'ci/build.mk': 'lint:\n\tpip install -r ../dev.txt\n',
  };
  expect(await namedBy(run, files)).toEqual(expected);
});

it('reads the files that a makefile and a Taskfile include', async () => {
  const files: Files = {
    Makefile: 'include mk/*.mk\n',
    'mk/a.mk': 'include mk/deep/b.mk\n',
    'mk/deep/b.mk': '',
    'Taskfile.yml': 'includes:\n  sub: ./sub\n',
    'sub/Taskfile.yml': '',
    'other.mk': '',
  };
  const settings = ['Makefile', 'Taskfile.yml'].map((path) => ({
    path,
    blob: '',
    text: files[path] ?? '',
  }));
  const named = await withNamedFiles(
    { workflows: [], settings, locks: [] },
    new Set(Object.keys(files)),
    {
      script: async (path) => ({ path, blob: '', text: files[path] ?? '' }),
      requirements: async () => undefined,
    },
  );
  expect(named.settings.map(({ path }) => path).slice(2)).toEqual([
    'mk/a.mk',
    'sub/Taskfile.yml',
    'mk/deep/b.mk',
  ]);
});
