import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { findReports } from '../../src/local/find-reports.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'milestone-audit-reports-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const full = join(root, ...path.split('/'));
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const JUNIT = '<testsuite name="s"><testcase name="a"/></testsuite>';
const LCOV = 'TN:\nSF:a.js\nDA:1,1\nend_of_record\n';
const COBERTURA =
  '<coverage line-rate="1"><packages><package name="p"><classes><class name="a" filename="a.js"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>';
const LONG_AGO = '2001-01-01T00:00:00Z';

it('reports are found by name and content, wherever tools leave them', async () => {
  put('junit.xml', JUNIT);
  put('target/surefire-reports/TEST-a.xml', JUNIT);
  put('reports/notes.xml', '<notes/>');
  put('node_modules/dep/junit.xml', JUNIT);
  put('venv/junit.xml', JUNIT);
  put('src/main.xml', JUNIT);
  expect(await findReports(root, { committed: new Set() }, LONG_AGO)).toEqual({
    paths: ['junit.xml', 'target/surefire-reports/TEST-a.xml'],
    ignored: [],
    notices: [],
  });
});

it('a committed report is ignored by name', async () => {
  put('junit.xml', JUNIT);
  put('examples/junit.xml', JUNIT);
  expect(
    await findReports(root, { committed: new Set(['examples/junit.xml']) }, LONG_AGO),
  ).toMatchObject({
    paths: ['junit.xml'],
    ignored: [{ path: 'examples/junit.xml', kind: 'tests', reason: 'committed' }],
  });
});

it('only folders with files that are not committed are searched, when git lists them', async () => {
  put('out/deep/junit.xml', JUNIT);
  put('src/new/test-results.xml', JUNIT);
  put('module/deep/junit.xml', JUNIT);
  put('clean/junit.xml', JUNIT);
  put('examples/junit.xml', JUNIT);
  const committed = new Set(['examples/junit.xml', 'removed/junit.xml', 'vendor/junit.xml']);
  const workTree = { changed: [], untracked: ['src/new/test-results.xml'], ignored: ['out/'] };
  const files = { committed, workTree, submodules: ['module'] };
  expect(await findReports(root, files, LONG_AGO)).toEqual({
    paths: ['module/deep/junit.xml', 'out/deep/junit.xml', 'src/new/test-results.xml'],
    ignored: [{ path: 'examples/junit.xml', kind: 'tests', reason: 'committed' }],
    notices: [],
  });
});

it('an empty report file is kept, so that the audit can say it is empty', async () => {
  put('junit.xml', '');
  expect((await findReports(root, { committed: new Set() }, LONG_AGO)).paths).toEqual([
    'junit.xml',
  ]);
});

it('of one coverage in several formats one is read, and the others are named', async () => {
  put('coverage/lcov.info', LCOV);
  put('coverage/cobertura-coverage.xml', COBERTURA);
  expect(await findReports(root, { committed: new Set() }, LONG_AGO)).toMatchObject({
    paths: ['coverage/cobertura-coverage.xml'],
    notices: [
      'coverage/lcov.info has the content of coverage/cobertura-coverage.xml in another format and was not read',
    ],
  });
});

it('a report that is older than the commit is stale', async () => {
  utimesSync(put('junit.xml', JUNIT), 1_000_000_000, 1_000_000_000);
  expect(await findReports(root, { committed: new Set() }, '2026-03-01T12:00:00Z')).toMatchObject({
    paths: [],
    ignored: [{ path: 'junit.xml', kind: 'tests', reason: 'stale' }],
  });
});

it('what `go test -json` was sent to is found by its content', async () => {
  const line = '{"Action":"pass","Package":"example.org/queue","Test":"TestPush","Elapsed":0}\n';
  put('report.json', line);
  put('public/results.json', '{"winners": []}');
  expect((await findReports(root, { committed: new Set() }, LONG_AGO)).paths).toEqual([
    'report.json',
  ]);
});
