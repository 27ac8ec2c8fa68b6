import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { zipOf } from '../../sandbox/zip.ts';
import { main } from '../../src/cli.ts';

let folder = '';
const at = (...path: readonly string[]): string => join(folder, ...path);

const GOOD =
  '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure message="no"/></testcase></testsuite>';
const FLAKY =
  '<testsuite name="s" tests="7"><testcase name="c"><flakyFailure message="once"/></testcase></testsuite>';
const LCOV = 'SF:src/a.js\nDA:1,1\nDA:2,0\nend_of_record\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milestone-audit-reports-'));
  await mkdir(at('mixed', 'sub'), { recursive: true });
  await mkdir(at('none'));
  await writeFile(at('good.xml'), GOOD);
  await writeFile(at('cut.xml'), GOOD.slice(0, -20));
  await writeFile(at('mixed', 'flaky.xml'), FLAKY);
  await writeFile(at('mixed', 'sub', 'lcov.info'), LCOV);
  await writeFile(at('mixed', 'readme.md'), 'hello');
  await writeFile(at('mixed', '.gitkeep'), '');
  await writeFile(at('mixed', 'out.json'), '');
  await writeFile(at('mixed', 'jacoco.xml'), '<project name="build"/>\n');
  await writeFile(at('mixed', 'junit-2.xml'), 'npm error code ENOENT');
  const files = new Map([
    ['a.xml', Buffer.from(GOOD)],
    ['notes.txt', Buffer.from('hello')],
    ['empty.xml', Buffer.alloc(0)],
  ]);
  await writeFile(at('all.zip'), zipOf(files));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly err: string;
  /** Each file on a line: path, format, state, and what it counts. */
  readonly files: readonly string[];
  readonly totals: string;
}

const COUNTS = ['tests', 'passed', 'failed', 'errored', 'skipped', 'flaky'] as const;
type Row = Record<(typeof COUNTS)[number], number> & Record<string, unknown>;

const countsOf = (row: Row): string => COUNTS.map((name) => row[name]).join('/');

async function reports(...paths: readonly string[]): Promise<Told> {
  let [out, err] = ['', ''];
  const code = await main(['reports', '--json', ...paths], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  const { files, totals } = JSON.parse(out) as { files: Row[]; totals: Row };
  const short = (path: unknown): string =>
    String(path).replaceAll(folder, '').replaceAll('\\', '/').slice(1);
  return {
    code,
    err: err.replaceAll(folder, '').replaceAll('\\', '/'),
    files: files.map(
      (row) => `${short(row['path'])} ${row['format']} ${row['state']} ${countsOf(row)}`,
    ),
    totals: countsOf(totals),
  };
}

it('a file has every key that the contract names, and no other', async () => {
  let out = '';
  await main(['reports', '--json', at('good.xml')], {
    out: (text) => {
      out += text;
    },
    err: () => undefined,
  });
  expect(JSON.parse(out)).toEqual({
    files: [
      {
        path: at('good.xml'),
        format: 'junit',
        state: 'present',
        tests: 2,
        passed: 1,
        failed: 1,
        errored: 0,
        skipped: 0,
        flaky: 0,
        coverage: null,
        findings: null,
        message: null,
      },
    ],
    totals: { tests: 2, passed: 1, failed: 1, errored: 0, skipped: 0, flaky: 0 },
  });
});

it('a folder shows its reports and what was to be one; other files are counted', async () => {
  expect(await reports(at('mixed'))).toEqual({
    code: 2,
    err: expect.stringMatching(
      /^3 other files are not reports\n\/mixed\/flaky\.xml: The suites claim 7 tests.*\n$/,
    ),
    files: [
      'mixed/flaky.xml junit present 1/1/0/0/0/1',
      'mixed/junit-2.xml unknown unreadable 0/0/0/0/0/0',
      'mixed/out.json unknown unreadable 0/0/0/0/0/0',
      'mixed/sub/lcov.info lcov present 0/0/0/0/0/0',
    ],
    totals: '1/1/0/0/0/1',
  });
});

it('a zip is a folder, a glob stands for its files, each file once', async () => {
  const glob = `${folder.replaceAll('\\', '/')}/{good,mixed/flaky}.xml`;
  expect([await reports(at('all.zip')), await reports(glob, at('good.xml'))]).toMatchObject([
    {
      code: 2,
      files: [
        'all.zip!/a.xml junit present 2/1/1/0/0/0',
        'all.zip!/empty.xml unknown unreadable 0/0/0/0/0/0',
      ],
    },
    {
      code: 0,
      files: ['good.xml junit present 2/1/1/0/0/0', 'mixed/flaky.xml junit present 1/1/0/0/0/1'],
      totals: '3/2/1/0/0/1',
    },
  ]);
});

it('one file that cannot be read hides no other, and makes the exit code 2', async () => {
  const told = await reports(at('good.xml'), at('cut.xml'), at('nowhere.xml'), at('none'));
  expect(told).toMatchObject({
    code: 2,
    files: [
      'cut.xml junit unreadable 0/0/0/0/0/0',
      'good.xml junit present 2/1/1/0/0/0',
      'nowhere.xml unknown unreadable 0/0/0/0/0/0',
      'none unknown unreadable 0/0/0/0/0/0',
    ],
    totals: '2/1/1/0/0/0',
  });
});

it('what a terminal would act on is shown, in names and in remarks', async () => {
  const hostile = new Map([
    ['a\u001b[2Jb.xml', Buffer.from(GOOD)],
    ['c.xml', Buffer.from('<testsuite name="s" tests="9"><testcase name="\u202e"/></testsuite>')],
  ]);
  await writeFile(at('hostile.zip'), zipOf(hostile));
  let said = '';
  const keep = (text: string): void => {
    said += text;
  };
  await main(['reports', at('hostile.zip')], { out: keep, err: keep });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(said).toContain('hostile.zip!/ab.xml');
});

it('files in another order give the same', async () => {
  const [one, other] = [
    await reports(at('good.xml'), at('mixed', 'flaky.xml')),
    await reports(at('mixed', 'flaky.xml'), at('good.xml')),
  ];
  expect(one).toEqual(other);
});
