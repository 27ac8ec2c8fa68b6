import { expect, it } from '@jest/globals';
import { readLockfile } from '../../../src/workflow/installs/lockfile.ts';
import {
  isActionFile,
  isLockfile,
  isSettingsFile,
  isWorkflowFile,
} from '../../../src/workflow/parse/file-names.ts';

const integrity = 'sha512-abc';

/** Entries, hashed, exact, floors, unversioned, moving. */
function counts(path: string, text: string) {
  const lock = readLockfile(path, 'b', text);
  return (
    lock && [
      lock.tool,
      lock.entries,
      lock.hashed,
      lock.exact,
      lock.floors,
      lock.unversioned,
      lock.moving,
    ]
  );
}

it.each([
  [
    'requirements.txt',
    'a==1.0\nb>=2 # why\n\n# c\nd[x]\ne @ git+https://x/y@main\n-r base.txt\n-e .\n--index-url https://x\n',
    ['pip', 4, 0, 1, 1, 1, 1],
  ],
  [
    'requirements-dev.txt',
    'a==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nb==2 --hash=sha256:cc\n',
    ['pip', 2, 2, 0, 0, 0, 0],
  ],
  [
    'requirements/test.txt',
    'a==1.*\nb~=2.0\nc==1 ; python_version < "3"\n',
    ['pip', 3, 0, 1, 2, 0, 0],
  ],
  [
    'package-lock.json',
    JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { integrity },
        web: {},
        'node_modules/web': { link: true },
        'node_modules/g': { resolved: 'git+ssh://x#main' },
      },
    }),
    ['npm', 2, 1, 0, 0, 0, 1],
  ],
  [
    'npm-shrinkwrap.json',
    JSON.stringify({
      dependencies: { a: { version: '1.0.0', integrity }, b: { version: '1.0.0' } },
    }),
    ['npm', 2, 1, 1, 0, 0, 0],
  ],
  [
    'yarn.lock',
    `# yarn lockfile v1\n\na@^1:\n  version "1.0"\n  integrity ${integrity}\n\n"@b/c@^1", "@b/c@^2":\n  version "2.0"\n`,
    ['yarn', 2, 1, 1, 0, 0, 0],
  ],
  [
    'yarn.lock',
    '# x\n\n__metadata:\n  version: 8\n\n"a@npm:^1":\n  version: 1.0.0\n  checksum: 10c0/abc\n\n"me@workspace:.":\n  version: 0\n',
    ['yarn-berry', 1, 1, 0, 0, 0, 0],
  ],
  [
    'pnpm-lock.yaml',
    `lockfileVersion: '9.0'\nimporters:\n  .:\n    a: 1\npackages:\n  a@1.0.0:\n    resolution: {integrity: ${integrity}}\n  b@1.0.0:\n    resolution: {tarball: x}\nsnapshots:\n  a@1.0.0: {}\n`,
    ['pnpm', 2, 1, 1, 0, 0, 0],
  ],
  [
    'uv.lock',
    'version = 1\n\n[[package]]\nname = "me"\nsource = { editable = "." }\n\n[[package]]\nname = "a"\nsdist = { url = "x", hash = "sha256:aa" }\n',
    ['uv', 1, 1, 0, 0, 0, 0],
  ],
  [
    'poetry.lock',
    '[[package]]\nname = "a"\nfiles = [\n    {file = "a", hash = "sha256:aa"},\n]\n[[package]]\nname = "b"\nfiles = []\n',
    ['poetry', 2, 1, 1, 0, 0, 0],
  ],
  [
    'Pipfile.lock',
    JSON.stringify({
      default: { a: { hashes: ['sha256:a'], version: '==1' } },
      develop: { b: { version: '==1' }, c: { git: 'x', ref: 'main' } },
    }),
    ['pipenv', 3, 1, 1, 0, 0, 1],
  ],
  ['go.sum', 'x.org/a v1.0.0 h1:aa=\nx.org/a v1.0.0/go.mod h1:bb=\n', ['go', 2, 2, 0, 0, 0, 0]],
  [
    'Cargo.lock',
    '[[package]]\nname = "me"\n\n[[package]]\nname = "a"\nsource = "registry+x"\nchecksum = "aa"\n',
    ['cargo', 1, 1, 0, 0, 0, 0],
  ],
  [
    'Gemfile.lock',
    'GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n      b (>= 1)\n    b (1.2)\n\nDEPENDENCIES\n  a\n',
    ['bundler', 2, 0, 2, 0, 0, 0],
  ],
  [
    'composer.lock',
    JSON.stringify({
      packages: [{ name: 'a/b', dist: { reference: 'a'.repeat(40) } }],
      'packages-dev': [{ name: 'c/d', dist: {} }],
    }),
    ['composer', 2, 1, 1, 0, 0, 0],
  ],
  [
    'packages.lock.json',
    JSON.stringify({
      dependencies: {
        net8: { a: { resolved: '1.0.0', contentHash: 'x' }, me: { type: 'Project' } },
      },
    }),
    ['nuget', 1, 1, 0, 0, 0, 0],
  ],
  ['gradle.lockfile', '# comment\na:b:1.0=compile\nempty=\n', ['gradle', 1, 0, 1, 0, 0, 0]],
  ['package-lock.json', '{ broken', ['npm', 0, 0, 0, 0, 0, 0]],
  ['README.md', 'a==1', undefined],
])('%s is counted', (path, text, expected) => {
  expect(counts(path, text)).toEqual(expected);
});

it('examples name the line of the first entry of each kind, and includes are resolved', () => {
  const lock = readLockfile('app/requirements.txt', 'b', '# top\na==1\nb\n-r ../base.txt\nc\n');
  expect([lock?.examples, lock?.includes]).toEqual([['2: a==1', '3: b'], ['base.txt']]);
});

it("files are known by name, other people's folders left out", () => {
  const paths = [
    'requirements.txt',
    'web/package-lock.json',
    'node_modules/a/package-lock.json',
    'pyproject.toml',
    '.nvmrc',
    'vendor/x/pyproject.toml',
    '.github/workflows/ci.yml',
    '.github/workflows/sub/ci.yml',
    '.github/actions/a/action.yaml',
    'action.yml',
  ];
  const kinds = paths.map((path) =>
    [isLockfile(path), isSettingsFile(path), isWorkflowFile(path), isActionFile(path)]
      .map(Number)
      .join(''),
  );
  expect(kinds).toEqual([
    '1000',
    '1000',
    '0000',
    '0100',
    '0100',
    '0000',
    '0010',
    '0000',
    '0001',
    '0001',
  ]);
});

it('reads a lockfile of fifty thousand packages', () => {
  const packages = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, at) => [`node_modules/p${at}`, { integrity }]),
  );
  const lock = readLockfile('package-lock.json', 'b', JSON.stringify({ packages }, null, 1));
  expect(lock?.hashed).toBe(50_000);
});
