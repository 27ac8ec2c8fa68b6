import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { columns, type Style } from '../../src/cli/style.ts';
import { main } from '../../src/cli.ts';
import { aRepository, type TestRepository } from '../local/a-repository.ts';

/* What a person reads at 80 and at 120 columns: no line is left for the terminal to break. */

let folder = '';
let repo: TestRepository;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-fits-'));
  writeFileSync(
    join(folder, 'bad.yml'),
    'docs: haed\nextends: acme/.github/audit.yml@v1\nsources: [{ kind: test }]\ngates: [{ title: T, when: ["test-results >> 4"] }]\n',
  );
  repo = aRepository();
  repo.commit('M01: start', {
    '.github/workflows/t.yml':
      'name: Tests\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm test || true\n',
    'package.json': '{"devDependencies":{"jest":"^29.0.0"}}',
  });
  repo.put(
    'reports/a-report-with-a-rather-long-name/in-a-folder/junit.xml',
    '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure message="no"/></testcase></testsuite>',
  );
});
afterAll(() => {
  repo.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function widest(args: readonly string[], width: number): Promise<readonly string[]> {
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  const style: Style = { width, color: false, wraps: true };
  await main(args, { out: say, err: say, style, live: style });
  expect(said).not.toBe('');
  // A path or address is not broken: it is to be copied.
  // A step of the progress is erased before the result.
  const left = said.split('\n').map((line) => line.split('\u001b[2K\r').at(-1) ?? '');
  return left.filter((line) => columns(line) > width && !/\S{40}/.test(line));
}

describe.each([80, 120])('%i columns', (width) => {
  it.each([['--help'], [''], ...Object.keys(COMMANDS).map((name) => [`${name} --help`])])(
    '%s',
    async (line) => {
      expect(await widest(line === '' ? [] : line.split(' '), width)).toEqual([]);
    },
  );

  it.each([
    ['rules'],
    ['rules secret-scan'],
    ['explain pinned-actions'],
    ['score nowhere.json'],
    ['defer D01'],
  ])('%s', async (line) => {
    expect(await widest(line.split(' '), width)).toEqual([]);
  });

  it('a checkout, its reports, its workflows and a config with problems', async () => {
    const all = [
      ['audit', '--repo', repo.folder],
      ['reports', join(repo.folder, 'reports')],
      ['workflows', repo.folder],
      ['check-config', join(folder, 'bad.yml')],
    ];
    for (const args of all) expect(await widest(args, width)).toEqual([]);
  });
});
