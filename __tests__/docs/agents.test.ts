import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { INPUT_DEFAULTS } from '../../src/config/defaults.ts';
import { type Audit, auditSchema } from '../../src/model/audit.ts';
import { onTerminal } from '../cli/on-terminal.ts';
import { aRepository } from '../local/a-repository.ts';
import { ROOT } from './pages.ts';

/* The paragraph for an AGENTS.md, followed literally. */

const page = readFileSync(join(ROOT, 'docs/how-to/use-in-scripts-and-agents.md'), 'utf8');
const paragraph = /^> (.+)$/m.exec(page)?.[1] ?? '';
const words = [...paragraph.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

const repository = aRepository();
afterAll(() => repository.remove());

const WORKFLOW = '.github/workflows/ci.yml';
const workflow = (run: string): string =>
  `name: CI\non: [pull_request]\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${run}\n`;

/** Runs the first command of the paragraph in the repository. */
async function audited(): Promise<{ readonly code: number; readonly audit: Audit }> {
  const [, ...args] = (words[0] ?? '').split(' ');
  const { code, out } = await onTerminal(...args, '--repo', repository.folder);
  return { code, audit: auditSchema.parse(JSON.parse(out)) as Audit };
}

it('names commands, options, and files that there are', () => {
  const commands = words.filter((word) => word.startsWith('milestone-audit '));
  const known = commands.map((line) => {
    const [, name = '', option = ''] = line.split(' ');
    return COMMANDS[name]?.options.some((one) => `--${one.name}` === option);
  });
  expect(known).toEqual([true, true]);
  expect(words).toEqual(
    expect.arrayContaining([INPUT_DEFAULTS['config'], 'docs/milestones/deferred.yml']),
  );
});

it('leads from exit code 1 to exit code 0, and the shortcut does not', async () => {
  repository.commit('start', { [WORKFLOW]: workflow('pytest'), 'test_a.py': '' });
  repository.git('checkout', '--quiet', '-b', 'work');
  repository.commit('shortcut', { [WORKFLOW]: workflow('pytest || true') });
  const { code, audit } = await audited();
  const failed = audit.gates.filter(({ state }) => state === 'failed').map(({ title }) => title);
  const urgent = audit.issues.filter(({ severity }) => ['critical', 'high'].includes(severity));
  expect([code, audit.verdict, failed]).toEqual([1, null, ['Workflows']]);
  expect(urgent.map(({ recommendation }) => recommendation)).toContainEqual(
    expect.stringContaining('Remove `|| true`'),
  );
  repository.commit('back', { [WORKFLOW]: workflow('pytest') });
  expect((await audited()).code).toBe(0);
});

it('finds the error of exit code 2 where it says', async () => {
  const { code, out } = await onTerminal('audit', '--json', '--repo', join(ROOT, 'none'));
  expect([code, JSON.parse(out)]).toMatchObject([2, { error: { message: expect.any(String) } }]);
});
