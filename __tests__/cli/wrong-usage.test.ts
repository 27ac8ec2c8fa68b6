import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aRepository, type TestRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

let folder = '';
let repo: TestRepository;
const before = { ...process.env };
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-usage-'));
  writeFileSync(join(folder, 'text.txt'), 'text');
  writeFileSync(join(folder, 'bad.yml'), 'versoin: 1\n');
  repo = aRepository();
  repo.commit('M01: start', { 'a.txt': 'a' });
});
afterAll(() => {
  repo.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  process.env['GITHUB_TOKEN'] = 'token';
  delete process.env['GITHUB_REPOSITORY'];
});
afterEach(() => {
  process.env = { ...before };
});

/** `REPO` and `HERE` stand for a checkout, and for a folder that is none. */
const filled = (arg: string): string => arg.replace('REPO', repo.folder).replace('HERE', folder);

const WRONG: readonly (readonly [string, string])[] = [
  ['adit', 'unknown command adit; did you mean audit?'],
  ['audit --mileston M01', 'unknown option --mileston; did you mean --milestone?'],
  ['audit --repo HERE', 'is not inside a git repository'],
  ['audit --repo HERE/none', 'does not exist'],
  ['audit --repo HERE/text.txt', 'is a file'],
  ['audit --repo REPO --head nowhere', '--head nowhere is not a commit'],
  ['audit --repo REPO --base nowhere', '--base nowhere is not a commit'],
  ['audit --repo REPO --milestone ../x', '../x'],
  ['audit --repo REPO --milestone', '--milestone'],
  ['audit --repo REPO --reports *.tap', 'no file matches --reports *.tap'],
  ['audit --repo REPO --reports ../x.xml', 'leads out of the checkout'],
  ['audit --repo REPO --reports a.xml b.xml', 'b.xml is not a pull request'],
  ['audit REPO', 'a checkout is named with --repo'],
  ['audit --repo REPO --config HERE/none.yml', 'none.yml does not exist'],
  ['audit --repo REPO --config HERE/bad.yml', 'did you mean version?'],
  ['audit --repo REPO --fail-on green', '--fail-on must be one of red, yellow, never (got green)'],
  ['audit --repo REPO --from HERE/text.txt', 'text.txt: not an evidence'],
  ['audit --repo REPO --from HERE/none.json', 'none.json does not exist'],
  ['audit --repo REPO --quiet --out HERE/text.txt/x', 'a file exists where a folder is needed'],
  ['collect --sha abc', '--repository OWNER/NAME is missing'],
  ['collect --repository octo --sha abc', '--repository must be OWNER/NAME (got octo)'],
  ['collect --repository octo/till', 'name one of --sha SHA, --pr N and --run ID'],
  ['collect --repository octo/till --pr 1 --run 2', 'name one of --sha'],
  ['collect --repository octo/till --pr one', '--pr must be a number (got one)'],
  [
    'collect --repository octo/till --pr 1 --wait-minutes x',
    '--wait-minutes must be a number from 0',
  ],
  ['collect --repository octo/till --pr 1 --wait-minutes 361', 'from 0 to 360 (got 361)'],
  ['collect --repository octo/till --sha x evidence.json', 'collect takes no file'],
  ['score', 'evidence file is missing'],
  ['score HERE/none.json', 'none.json does not exist'],
  ['score HERE', 'is a folder, not a file'],
  ['score HERE/text.txt', 'not an evidence'],
  ['score a.json b.json', 'one evidence file is expected'],
  ['render', 'audit file is missing'],
  [
    'render HERE/text.txt --view documnet',
    '--view must be one of document, comment, summary, ledger, json, sarif, junit, svr, test-result (got documnet); did you mean document?',
  ],
  ['render HERE/text.txt', 'text.txt: it is not JSON'],
  ['reports', 'a report file, folder or glob is missing'],
  ['reports --jsno x', 'did you mean --json?'],
  ['workflows', 'folder is missing'],
  ['workflows HERE/none', 'none does not exist'],
  ['rules all', 'unknown rule all'],
  ['explain', 'rule is missing: milestone-audit explain RULE [AUDIT.json] [--json]'],
  ['explain required-runs a.json b.json', 'got b.json too'],
  ['explain required-run', 'did you mean required-runs?'],
  ['explain required-runs HERE/text.txt', 'text.txt: it is not JSON'],
  ['init --repo HERE', 'is not inside a git repository'],
  ['init REPO', 'name a folder with --repo'],
  ['init --repo REPO --action nonsense', '--action must be OWNER/NAME@REF (got nonsense)'],
  ['completion csh', 'the shell must be one of bash, zsh, fish (got csh)'],
  ['help adit', 'unknown command adit; did you mean audit?'],
  ['check-config HERE/none.yml', 'none.yml does not exist'],
];

describe('wrong usage is one line that helps, and exit code 2', () => {
  it.each(WRONG)('%s', async (line, said) => {
    const { code, out, err } = await onTerminal(...line.split(' ').map(filled));
    expect([code, out, err.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    expect(err).toContain(said);
  });
});

it('collecting without a token says which one is needed', async () => {
  delete process.env['GITHUB_TOKEN'];
  const { code, err } = await onTerminal('collect', '--repository', 'octo/till', '--sha', 'x');
  expect([code, err]).toEqual([
    2,
    'milestone-audit collect: there is no token: set GITHUB_TOKEN or GH_TOKEN, or run gh auth login; it must be able to read actions, contents and pull requests\n',
  ]);
});
