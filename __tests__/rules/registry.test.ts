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

const HEADINGS = ['Levels', 'Evidence', 'Options', 'Why', 'How to fix', 'Good', 'Bad'];

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

  it('names the evidence and the options it reads', () => {
    const kinds = [...section('Evidence').matchAll(/`(\w+)`/g)].map(([, kind]) => kind);
    expect(kinds).toEqual([...rule.needs, ...rule.uses]);
    const options = [...section('Options').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(options).toEqual((rule.options ?? []).map(({ name }) => name));
  });

  it.each(['Good', 'Bad'])('earns the level that its %s example states', (heading) => {
    const [, stated] = /^Earns a (\d):$/m.exec(section(heading)) ?? [];
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(section(heading)) ?? [];
    expect([heading, levelIn(rule, parse(text) as Story)]).toEqual([heading, Number(stated)]);
  });
});
