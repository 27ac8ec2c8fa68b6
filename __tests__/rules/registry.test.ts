import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { RULES } from '../../src/rules/registry.ts';
import { levelIn } from './judged.ts';
import type { Story } from './story.ts';

const source = join('src', 'rules');
const docs = join('docs', 'rules');
const ids = RULES.map(({ id }) => id);

it('lists every rule that has a file, in order of id', () => {
  const files = readdirSync(source)
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => readFileSync(join(source, name), 'utf8').includes('= defineRule({'))
    .map((name) => name.replace('.ts', ''))
    .sort();
  expect(ids).toEqual(files);
});

it('has one page for every rule, and no page without a rule', () => {
  const pages = readdirSync(docs).filter((name) => name !== 'README.md');
  expect(pages.map((name) => name.replace('.md', '')).sort()).toEqual(ids);
});

it('links every page, with its claim, from the list of rules', () => {
  const list = readFileSync(join(docs, 'README.md'), 'utf8');
  const rows = ids.map((id) => {
    const page = readFileSync(join(docs, `${id}.md`), 'utf8');
    return `| [\`${id}\`](${id}.md) | ${/^`[\w-]+`: (.+)$/m.exec(page)?.[1]} |`;
  });
  expect([...list.matchAll(/^\| \[.*$/gm)].map(([row]) => row)).toEqual(rows);
});

/** What every page says of missing evidence. */
const MISSING =
  'If evidence is missing, the level is a range: from the worst to the best that the missing part allows. The audit names what is missing. If evidence that the rule needs provably does not exist, the rule is not applicable.';

const inWords = (kinds: readonly string[]): string =>
  kinds
    .map((kind) => `\`${kind}\``)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');

const HEADINGS = ['Levels', 'Evidence', 'Options', 'Why', 'How to fix', 'Before and after'];

/** What the rule judges behind the examples of its page, which show the files that people change. */
const EXAMPLES = parse(
  readFileSync(join('__tests__', 'rules', 'page-examples.yml'), 'utf8'),
) as Readonly<Record<string, { readonly before: Story; readonly after: Story }>>;

describe.each(RULES)('$id', (rule) => {
  const page = readFileSync(join(docs, `${rule.id}.md`), 'utf8').replaceAll('\r\n', '\n');
  const section = (heading: string): string =>
    page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0]?.trim() ?? '';

  it('has a test of its own, which reaches every level of its table', () => {
    const test = readFileSync(join('__tests__', 'rules', `${rule.id}.test.ts`), 'utf8');
    expect(test).toContain('\nreachesEveryLevel(');
  });

  it('has a kebab-case id, and a fix of at most 90 minutes', () => {
    expect(rule.id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(rule.remediation.minutes).toBeLessThanOrEqual(90);
  });

  it('has the headings of a page, in order, under its title', () => {
    const headings = [...page.matchAll(/^#{1,2} (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([rule.title, ...HEADINGS]);
    expect(page).toContain(`\n\`${rule.id}\`: `);
  });

  it('shows the levels of the rule', () => {
    const rows = [5, 4, 3, 2, 1, 0].map((level) => `| ${level} | ${rule.levels[level]} |`);
    expect(section('Levels').split('\n').slice(2)).toEqual(rows);
  });

  it('names the evidence it reads, and says what missing evidence does', () => {
    const needs = rule.needs.length === 0 ? 'no evidence of its own' : inWords(rule.needs);
    const uses = rule.uses.length === 0 ? '' : `\nUses ${inWords(rule.uses)}.`;
    expect(section('Evidence')).toContain(`Needs ${needs}.${uses}\n\n${MISSING}`);
  });

  it('names the options it reads', () => {
    const options = [...section('Options').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(options).toEqual((rule.options ?? []).map(({ name }) => name));
  });

  it('states the levels of its examples, before and after', () => {
    const { before, after } = EXAMPLES[rule.id] ?? {};
    const stated = [...section('Before and after').matchAll(/^(?:Before|After), level (\d):$/gm)];
    expect(stated.map(([, level]) => Number(level))).toEqual([
      levelIn(rule, before ?? {}),
      levelIn(rule, after ?? {}),
    ]);
  });

  it('shows the workflows of its examples where they differ', () => {
    const { before, after } = EXAMPLES[rule.id] ?? {};
    const workflows = [before?.workflow, after?.workflow].map((text) => String(text ?? ''));
    const shown = section('Before and after').replace(/^[-+ ] /gm, '');
    const steps =
      workflows[0] === workflows[1]
        ? []
        : workflows.map((text) => text.trim().split('\n').at(-1)?.trim() ?? '');
    expect(steps.filter((step) => !shown.includes(step))).toEqual([]);
  });
});

/** Maximum number of items in the counts that are tried. */
const MAX_ITEMS = 6;

type Counts = readonly number[];

/** Returns the numbers of items in each of `states` states, for up to `items` items. */
const countsOf = (states: number, items: number): readonly Counts[] =>
  states === 0
    ? [[]]
    : Array.from({ length: items + 1 }, (_, count) =>
        countsOf(states - 1, items - count).map((others) => [count, ...others]),
      ).flat();

/** Returns the counts with one more item in a state, or one fewer. */
const changed = (counts: Counts, at: number, by: 1 | -1): Counts =>
  counts.map((count, index) => (index === at ? count + by : count));

const withTables = RULES.flatMap(({ id, table }) => (table === undefined ? [] : [{ id, table }]));

describe.each(withTables)('the table of $id', ({ table: { states, level } }) => {
  const levelOf = (counts: Counts): number =>
    level((...wanted) =>
      wanted.reduce((sum, state) => sum + (counts[states.indexOf(state)] ?? 0), 0),
    );
  const all = countsOf(states.length, MAX_ITEMS);
  const best = states.length - 1;

  it('names each state once', () => {
    expect([...new Set(states)]).toEqual(states);
  });

  it('never gives less when one item is in a better state', () => {
    const offenders = all.flatMap((counts) =>
      states.slice(0, best).flatMap((state, at) => {
        if (counts[at] === 0) return [];
        const better = changed(changed(counts, at, -1), at + 1, 1);
        return levelOf(better) < levelOf(counts) ? [`${state} of ${counts}`] : [];
      }),
    );
    expect(offenders).toEqual([]);
  });

  it('never gives less for one more item in the best state', () => {
    const offenders = all.filter((counts) => levelOf(changed(counts, best, 1)) < levelOf(counts));
    expect(offenders).toEqual([]);
  });

  // Without any item a rule may be at its worst (nothing was scanned): such an item says `none`.
  it('never gives more for one more item in the worst state', () => {
    const offenders = all
      .filter((counts) => counts.some((count) => count > 0))
      .filter((counts) => levelOf(changed(counts, 0, 1)) > levelOf(counts));
    expect(offenders).toEqual([]);
  });
});
