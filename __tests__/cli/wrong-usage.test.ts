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
  ['adit', 'there is no command adit; did you mean audit?'],
  ['audit --mileston M01', 'there is no option --mileston; did you mean --milestone?'],
  ['audit --repo HERE', 'is not inside a git repository'],
  ['audit --repo HERE/none', 'does not exist'],
  ['audit --repo HERE/text.txt', 'is a file'],
  ['audit --repo REPO --head nowhere', '--head nowhere names no commit'],
  ['audit --repo REPO --base nowhere', '--base nowhere names no commit'],
  ['audit --repo REPO --milestone ../x', '../x'],
  ['audit --repo REPO --milestone', '--milestone'],
  ['audit --repo REPO --reports *.tap', 'no file matches --reports *.tap'],
  ['audit --repo REPO --reports ../x.xml', 'leads out of the checkout'],
  ['audit --repo REPO --reports a.xml b.xml', "quote the pattern: --reports 'reports/*.xml'"],
  ['audit REPO', 'a checkout is named with --repo'],
  ['audit --repo REPO --config HERE/none.yml', 'none.yml does not exist'],
  ['audit --repo REPO --config HERE/bad.yml', 'did you mean version?'],
  ['audit --repo REPO --fail-on green', '--fail-on is one of red, yellow, never, not green'],
  ['audit --repo REPO --from HERE/text.txt', 'text.txt: not an evidence bundle'],
  ['audit --repo REPO --from HERE/none.json', 'none.json does not exist'],
  ['audit --repo REPO --quiet --out HERE/text.txt/x', 'a file stands where a folder should be'],
  ['collect --sha abc', '--repository OWNER/NAME is missing'],
  ['collect --repository octo --sha abc', '--repository is OWNER/NAME, not octo'],
  ['collect --repository octo/till', 'name one of --sha SHA, --pr N and --run ID'],
  ['collect --repository octo/till --pr 1 --run 2', 'name one of --sha'],
  ['collect --repository octo/till --pr one', '--pr is a number, not one'],
  ['collect --repository octo/till --pr 1 --wait-minutes x', '--wait-minutes is a number from 0'],
  ['collect --repository octo/till --pr 1 --wait-minutes 361', 'from 0 to 360, not 361'],
  ['collect --repository octo/till --sha x evidence.json', 'collect takes no file'],
  ['score', 'evidence file is missing'],
  ['score HERE/none.json', 'none.json does not exist'],
  ['score HERE', 'is a folder, not a file'],
  ['score HERE/text.txt', 'not an evidence bundle'],
  ['score a.json b.json', 'one evidence file is expected'],
  ['render', 'audit file is missing'],
  [
    'render HERE/text.txt --view documnet',
    '--view is one of document, comment, summary, ledger, json, not documnet; did you mean document?',
  ],
  ['render HERE/text.txt', 'text.txt: it is not JSON'],
  ['reports', 'a report file, folder or glob is missing'],
  ['reports --jsno x', 'did you mean --json?'],
  ['workflows', 'folder is missing'],
  ['workflows HERE/none', 'none does not exist'],
  ['rules all', 'rules takes no file'],
  ['explain', 'rule is missing: milestone-audit explain RULE [AUDIT.json] [--json]'],
  ['explain required-runs a.json b.json', 'b.json was given too'],
  ['explain required-run', 'did you mean required-runs?'],
  ['explain required-runs HERE/text.txt', 'text.txt: it is not JSON'],
  ['init --repo HERE', 'is not inside a git repository'],
  ['init REPO', 'name a folder with --repo'],
  ['init --repo REPO --action nonsense', '--action is OWNER/NAME@REF, not nonsense'],
  ['completion csh', 'the shell is one of bash, zsh, fish, not csh'],
  ['help adit', 'there is no command adit; did you mean audit?'],
  ['check-config', 'config file is missing'],
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
    'milestone-audit collect: GITHUB_TOKEN is not set; give it a token that may read actions, contents and pull requests\n',
  ]);
});
