import { expect, it } from '@jest/globals';
import { weakeningsOf } from './compared.ts';

/* A matrix that became jobs of its own, and jobs that became a matrix. */

const CI = '.github/workflows/ci.yml';
const workflow = (jobs: string) => ({ [CI]: `on: [push, pull_request]\njobs:\n${jobs}` });

const found = (base: string, head: string) => weakeningsOf(workflow(base), workflow(head));

const matrix = (systems: string, versions: string, rest = '') => `  test-${systems.length}:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [${systems}]
        py: [${versions}]
${rest}    steps:
      - uses: actions/setup-python@v5
        with: { python-version: '\${{ matrix.py }}' }
      - run: apt-get install -y zlib
        if: runner.os == 'Linux'
      - run: pytest
`;

const one = (system: string, version: string, rest = '') => `  ${system}-${version}:
    runs-on: ${system}
${rest}    steps:
      - uses: actions/setup-python@v6
        with: { python-version: '${version}', cache: pip }
${system === 'linux' ? '      - run: apt-get install -y zlib\n' : ''}      - run: pytest
`;

const every = matrix('linux, windows', '3.12, 3.13');
const jobs = ['linux', 'windows'].flatMap((system) =>
  ['3.12', '3.13'].map((version) => one(system, version)),
);

it.each([
  ['a matrix that is split into jobs', every, jobs.join('')],
  ['jobs that are merged into a matrix', jobs.join(''), every],
  [
    'a matrix that is split by system',
    every,
    matrix('linux', '3.12, 3.13') + matrix('windows', '3.12, 3.13'),
  ],
  ['a matrix that keeps one system', every, matrix('linux', '3.12, 3.13') + jobs.slice(2).join('')],
])('finds nothing weaker in %s', (_, base, head) => {
  expect(found(base, head)).toEqual([]);
});

it.each([
  ['a job of the matrix is missing', jobs.slice(0, 3).join('')],
  [
    'its failure is ignored',
    jobs.slice(0, 3).join('') + one('windows', '3.13', '    continue-on-error: true\n'),
  ],
  [
    'it runs on request only',
    jobs.slice(0, 3).join('') + one('windows', '3.13', '    if: inputs.all\n'),
  ],
])('names the matrix job that is lost by a split: %s', (_, head) => {
  expect(found(every, head)).toEqual(['matrix-leg-dropped ci.yml:3<6 os=windows, py=3.13 => ']);
});

it('names the job that a new matrix does not run', () => {
  expect(found(jobs.join(''), matrix('linux', '3.12, 3.13') + jobs[2])).toEqual([
    'job-removed base ci.yml:23 windows-3.13',
  ]);
});

it('finds the environments of tox that a matrix ran in jobs of their own', () => {
  const each = (name: string) =>
    `  ${name}: { runs-on: linux, steps: [{ run: tox -e ${name} }] }\n`;
  const all = `  tox:
    runs-on: linux
    strategy: { matrix: { name: [py, docs, lint] } }
    steps: [{ run: 'tox -e \${{ matrix.name }}' }]
`;
  expect(found(all, each('py') + each('docs'))).toEqual([
    'matrix-leg-dropped ci.yml:3<5 name=lint => ',
  ]);
});

it.each([
  ['prepares the check in another way', '      - run: ./configure --debug\n'],
  ['prepares it with another compiler', '      - run: ./configure\n        env: { CC: clang }\n'],
])('takes no job for another one that %s', (_, step) => {
  const job = (name: string, before: string) =>
    `  ${name}:\n    runs-on: linux\n    steps:\n${before}      - run: make check\n`;
  expect(found(job('a', step) + job('b', ''), job('b', ''))).toEqual([
    'job-removed base ci.yml:3 a',
  ]);
});

it('takes no check of another event for the same one', () => {
  const nightly = {
    '.github/workflows/nightly.yml': `on: schedule\njobs:\n${one('linux', '3.12')}`,
  };
  const was = { ...workflow(one('linux', '3.12')), ...nightly };
  const is = { ...workflow('  a: { runs-on: linux, steps: [{ run: echo }] }\n'), ...nightly };
  expect(weakeningsOf(was, is)).toEqual(['job-removed base ci.yml:3 linux-3.12']);
});
