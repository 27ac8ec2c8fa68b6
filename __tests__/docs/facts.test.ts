import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { raisedByDeferral } from '../../src/analysis/runner.ts';
import { parseCondition } from '../../src/config/condition.ts';
import { readRegistry } from '../../src/config/read-registry.ts';
import { COLUMNS, type Column, withLedgerRow } from '../../src/history/ledger.ts';
import { weightedTenths } from '../../src/lib/numbers.ts';
import { auditPaths, historyPaths } from '../../src/model/audit-paths.ts';
import { parseMilestoneId } from '../../src/model/milestone-id.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { conclude } from '../../src/publish/conclude.ts';
import { statusContext } from '../../src/publish/post-status.ts';
import { MAX_JSON_BYTES } from '../../src/report-formats/json/json-report.ts';
import { ARCHIVE_LIMITS } from '../../src/report-formats/zip/archive.ts';
import { RULES } from '../../src/rules/registry.ts';
import { anAudit } from '../render/an-audit.ts';
import { blocksIn, ROOT } from './pages.ts';

/* What pages state as facts, held to the code that makes them true. */

const page = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Cells of the rows of a page's table that begin with a given header. */
function rowsUnder(text: string, header: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const body = lines.slice(start + 2);
  const end = body.findIndex((line) => !line.startsWith('|'));
  return body.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it('monorepo: names with an audit key', () => {
  const names = Object.fromEntries(rowsUnder(page('docs/how-to/monorepo.md'), 'what'));
  const places = 'docs/milestones/{milestone}/{milestone}_audit.md';
  const paths = auditPaths(places, 'M01', 'backend');
  const config = { status: 'status', statusName: 'Milestone audit', dryRun: false } as const;
  expect(names).toMatchObject({
    'required status': `\`${statusContext({ ...config, auditKey: 'backend' })}\``,
    document: `\`${paths.document}\``,
    JSON: `\`${paths.json}\``,
    evidence: `\`${paths.evidence}\``,
  });
});

it('protected branches: what `fail-on` makes of a verdict', () => {
  const rows = rowsUnder(page('docs/how-to/protected-branches.md'), '`fail-on`');
  const made = (['red', 'yellow', 'never'] as const).map((failOn) =>
    (['red', 'yellow', 'green'] as const).map((verdict) => {
      const outcome = verdict === 'red' ? ('INCOMPLETE' as const) : ('COMPLETE' as const);
      return conclude({ ...anAudit(), verdict, outcome }, [], { failOn }, '').state;
    }),
  );
  expect(rows.map(([, ...states]) => states)).toEqual(made);
});

it('protected branches: with `never`, insufficient evidence is observed', () => {
  const audit = { ...anAudit(), verdict: 'red', outcome: 'INSUFFICIENT_EVIDENCE' } as const;
  expect(conclude(audit, [], { failOn: 'never' }, '')).toMatchObject({
    state: 'success',
    description: expect.stringMatching(/^Observing/),
    exitCode: 0,
  });
});

it('security: the bounds', () => {
  const { entries, entryBytes, totalBytes, ratio } = ARCHIVE_LIMITS;
  const mib = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
  const text = page('SECURITY.md');
  expect([entries, mib(entryBytes), mib(totalBytes), ratio, mib(MAX_JSON_BYTES)]).toEqual([
    50_000,
    '512 MiB',
    '1024 MiB',
    250,
    '256 MiB',
  ]);
  expect(text).toContain(
    '50,000 files, 512 MiB for one and 1 GiB for all of them inflated, 250 : 1',
  );
  expect(text).toContain('a JSON report 256 MiB');
});

it('scoring: the formula gives what it says', () => {
  const [, formula = ''] = blocksIn('text').find(([where]) => where.includes('scoring')) ?? [];
  const parts = [...formula.matchAll(/([\d.]+) × (\d)\.(\d)/g)].map(([, weight, ones, tenth]) => ({
    weight: Number(weight),
    tenths: Number(ones) * 10 + Number(tenth),
  }));
  expect(parts).toHaveLength(5);
  expect(`${(weightedTenths(parts) ?? 0) / 10}`).toBe(/= ([\d.]+)$/.exec(formula)?.[1]);
});

it('evidence and commits: ids that are said to be ids', () => {
  const [, said = ''] =
    /Ids look like (.+?);/.exec(page('docs/explanation/evidence-and-commits.md')) ?? [];
  const ids = [...said.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
  expect(ids.map((id) => parseMilestoneId(id))).toEqual(ids.map((id) => ({ state: 'id', id })));
  expect(ids).toHaveLength(5);
});

it('own gates: every comparison that is named', () => {
  const [, said = ''] =
    /level with (.+?)\./.exec(page('docs/how-to/own-categories-and-gates.md')) ?? [];
  const comparisons = [...said.matchAll(/`([^`]+)`/g)].map(([, one]) => one);
  expect(comparisons).toHaveLength(6);
  expect(
    comparisons.map((one) => parseCondition(`test-results ${one} 4`, ['test-results']).state),
  ).toEqual(comparisons.map(() => 'condition'));
});

describe('history, ledger and badge', () => {
  const text = page('docs/how-to/history-ledger-and-badge.md');

  it('names every file that is made of all milestones', () => {
    const docsPath = 'docs/milestones/{milestone}/{milestone}_audit.md';
    const made = Object.values(historyPaths({ docsPath, auditKey: '' }) ?? {});
    const named = rowsUnder(text, 'file').flatMap(([files = '']) =>
      [...files.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    );
    expect([...named].sort()).toEqual([...made].sort());
  });

  it('shows a ledger that a row is written into, remarks left alone', () => {
    const [, ledger = ''] = blocksIn('markdown').find(([, one]) => one.includes(':ledger')) ?? [];
    const cells = Object.fromEntries(COLUMNS.map((name) => [name, `its ${name}`]));
    const edit = withLedgerRow(`${ledger}\n`, 'M01', cells as Record<Column, string>);
    const rows = edit.state === 'written' ? edit.text.split('\n').slice(3, 4) : [];
    expect(rows[0]?.split('|').map((cell) => cell.trim())).toEqual([
      ...['', 'its milestone', 'its title', 'its status', 'its pull-request', 'its score'],
      ...['', ''],
    ]);
  });
});

describe('defer a known failure', () => {
  const text = page('docs/how-to/defer-a-known-failure.md');
  const [, entry = ''] = blocksIn('yaml').find(([where]) => where.includes('defer-a')) ?? [];

  it('names every rule that is raised to 3 at best', () => {
    const finding: Finding = {
      state: 'level',
      level: 0,
      most: 0,
      open: [],
      measured: '',
      proof: [],
      flaws: [],
      deferrals: [],
    };
    const cover = {
      test: () => [],
      hasTests: false,
      threshold: () => [],
      hasThresholds: false,
      rule: () => [{ id: 'D01', level: 5 }],
    };
    const lifted = (rule: Rule) => raisedByDeferral(rule, finding, cover);
    const to = (level: number): readonly string[] =>
      RULES.filter((rule) => {
        const one = lifted(rule);
        return one.state === 'level' && one.level === level;
      }).map(({ id }) => id);
    const [, said = ''] = /to 4 at most, and to 3 for (.+?)\. A run/.exec(text) ?? [];
    expect([...said.matchAll(/rules\/([a-z-]+)\.md/g)].map(([, id]) => id).sort()).toEqual(
      [...to(3)].sort(),
    );
    expect(to(4).length + to(3).length).toBe(RULES.length);
  });

  it.each(['id', 'issue', 'covers', 'reason', 'owner', 'discovered', 'until', 'exit'])(
    'the key %s is needed',
    (key) => {
      expect(readRegistry(entry).state).toBe('read');
      // Another first key keeps the entry an entry when its own first one is gone.
      const without = entry.replace(
        new RegExp(`^(- | {2})${key}:.*(?:\\n|$)(?: {4}.*\\n)*`, 'm'),
        (_all, start: string) => (start === '- ' ? '- justified: []\n' : ''),
      );
      expect(readRegistry(without)).toEqual({
        state: 'invalid',
        problems: [expect.stringContaining(`${key} is missing`)],
      });
    },
  );
});

it('the architecture page lists every module, on the layer that the test of layers has', () => {
  const rows = rowsUnder(page('docs/architecture.md'), 'layer');
  const named = rows.flatMap(([layer = '', modules = '']) =>
    [...modules.matchAll(/`src\/([\w.-]+)`/g)].map(
      ([, name = '']) => [name, Number(layer)] as const,
    ),
  );
  expect(named.map(([name]) => name).sort()).toEqual(readdirSync(join(ROOT, 'src')).sort());
  const test = page('__tests__/architecture.test.ts');
  const [, layers = ''] = /const LAYERS = \[\n(.+?)\n\];/s.exec(test) ?? [];
  const lines = layers
    .split('\n')
    .map((line) => [...line.matchAll(/'([\w.-]+)'/g)].map(([, one]) => one));
  const wrong = named.filter(([name, layer]) => !lines[layer - 1]?.includes(name));
  expect([lines.length, wrong]).toEqual([15, []]);
});
