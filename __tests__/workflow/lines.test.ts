import { expect, it } from '@jest/globals';
import type { Use, Workflow } from '../../src/model/workflow.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { commandsOf } from '../../src/workflow/shell/commands.ts';
import { fixtures, readFixture } from './fixture-files.ts';

interface Claim {
  readonly line: number;
  /** Text that must stand on that line of the file. */
  readonly shows: string;
}

const firstLine = (text: string) => text.trim().split('\n')[0]?.trim() ?? '';
const firstWord = (text: string) => firstLine(text).split(/\s/)[0] ?? '';

function claimsOf(workflow: Workflow): Claim[] {
  const own = [
    ...workflow.triggers.map(({ line, event }) => ({ line, shows: event })),
    ...workflow.triggers.flatMap(({ filters }) =>
      filters.filter(({ key }) => key !== 'cron').map(({ line, key }) => ({ line, shows: key })),
    ),
    ...workflow.env.map(({ line, key }) => ({ line, shows: key })),
  ];
  return [...own, ...workflow.jobs.flatMap(jobClaims)];
}

function jobClaims(job: Workflow['jobs'][number]): Claim[] {
  const uses = [...job.images, ...(job.uses === undefined ? [] : [job.uses])];
  return [
    { line: job.line, shows: job.id === 'action' ? 'runs' : job.id },
    ...job.needs.map(({ line, value }) => ({ line, shows: value })),
    ...(job.if === undefined ? [] : [{ line: job.if.line, shows: 'if' }]),
    ...(job.timeoutMinutes === undefined
      ? []
      : [{ line: job.timeoutMinutes.line, shows: 'timeout-minutes' }]),
    ...(job.continueOnError === undefined
      ? []
      : [{ line: job.continueOnError.line, shows: 'continue-on-error' }]),
    ...(job.matrix === undefined ? [] : [{ line: job.matrix.line, shows: 'matrix' }]),
    ...(job.matrix?.values ?? []).map(({ line, value }) => ({ line, shows: value })),
    ...uses.map(useClaim),
    ...job.steps.flatMap(stepClaims),
  ];
}

function useClaim({ line, uses }: Use): Claim {
  return { line, shows: uses };
}

function stepClaims(step: Workflow['jobs'][number]['steps'][number]): Claim[] {
  return [
    ...(step.uses === undefined ? [] : [useClaim(step.uses)]),
    ...(step.if === undefined ? [] : [{ line: step.if.line, shows: 'if' }]),
    ...[...step.with, ...step.env].map(({ line, key }) => ({ line, shows: key })),
    ...(step.run === undefined ? [] : scriptClaims(step.run)),
  ];
}

function scriptClaims(run: NonNullable<Workflow['jobs'][number]['steps'][number]['run']>): Claim[] {
  const commands = commandsOf(run).filter(({ text }) => !/['"\\]/.test(firstWord(text)));
  return [
    { line: run.line, shows: /['"\\]/.test(run.text) ? '' : firstWord(run.text) },
    ...commands.map(({ line, text }) => ({ line, shows: firstWord(text) })),
  ];
}

function wrong(text: string, claims: readonly Claim[]): string[] {
  const lines = text.split('\n');
  return claims
    .filter(({ line, shows }) => lines[line - 1]?.includes(shows) !== true)
    .map(({ line, shows }) => `${line}: ${JSON.stringify(lines[line - 1])} lacks ${shows}`);
}

const all = fixtures();

it('has at least fifty fixtures', () => {
  expect(all.length).toBeGreaterThanOrEqual(50);
});

it.each(all)('gives every fact of $name its line', (fixture) => {
  const file = readFixture(fixture);
  const claims = file.state === 'present' ? claimsOf(file.workflow) : [];
  expect({ state: file.state, wrong: wrong(fixture.text, claims) }).toEqual({
    state: 'present',
    wrong: [],
  });
});

it.each(all)('gives every derived fact of $name its line', (fixture) => {
  const facts = factsOf([readFixture(fixture)], [], []);
  const claims = [
    ...facts.permissions
      .filter(({ scope }) => scope !== 'all')
      .map(({ line, scope }) => ({ line, shows: scope })),
    ...facts.mutes.map(({ line, text }) => ({ line, shows: firstWord(text).replace(/:$/, '') })),
    ...facts.thresholds.map(({ line, text }) => ({ line, shows: firstWord(text) })),
    ...facts.installs.map(({ line, text }) => ({
      line,
      shows: firstWord(text.replace(/^ruby.*\((.*)\)/, '$1')),
    })),
    ...facts.fetches.map(({ line, text }) => ({ line, shows: firstWord(text) })),
    // The version behind an expression is in the line that gives it its value.
    ...facts.runtimes
      .filter(({ line }) => !/\$\{\{/.test(fixture.text.split('\n')[line - 1] ?? ''))
      .map(({ line, version }) => ({ line, shows: version })),
  ];
  expect(wrong(fixture.text, claims)).toEqual([]);
});

it.each(all)('reads $name the same with Windows line ends and a byte order mark', (fixture) => {
  const windows = `\uFEFF${fixture.text.replace(/^\uFEFF/, '').replaceAll('\n', '\r\n')}`;
  expect(readFixture({ ...fixture, text: windows })).toEqual(readFixture(fixture));
});
