import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { ownRules } from '../../src/analysis/own-rules.ts';
import { judgeRule } from '../../src/analysis/runner.ts';
import { checkConfig } from '../../src/config/check-config.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Config } from '../../src/model/config.ts';
import { missing, none, present, unreadable } from '../../src/model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../../src/model/evidence-file.ts';
import { readEvidenceText } from '../../src/model/evidence-text.ts';
import { type Finding, levelText } from '../../src/model/verdict.ts';
import { RULES, rulesOf } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/scoring/compose-audit.ts';
import { blocksIn } from '../docs/pages.ts';
import { propertyOptions } from '../runs.ts';
import { EVIDENCE, readRecorded } from '../snapshots/snapshots.ts';
import { losses } from './losses.ts';

const PAGE = 'docs/how-to/own-rules.md';

function recorded(name: string): EvidenceFile {
  const read = readEvidenceText(readRecorded(EVIDENCE, name));
  if (read.state === 'invalid') throw new Error(read.why);
  return read.bundle;
}

const HONEST = recorded('honest-default');

function configOf(text: string): Config {
  const checked = checkConfig('config', text, RULES);
  if (checked.state === 'invalid') {
    throw new Error(checked.problems.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  }
  const settings = readSettings({});
  if (settings.state === 'invalid') throw new Error('no input is always valid');
  return resolveConfig(checked.file, settings.settings);
}

const EXAMPLES = new Map(
  blocksIn('yaml')
    .filter(([where]) => where.startsWith(PAGE))
    .map(([, text]) => [
      (parse(text) as { 'own-rules': { id: string }[] })['own-rules'][0]?.id,
      text,
    ]),
);

function findingOf(config: Config, evidence: EvidenceSet): Finding {
  const [rule] = ownRules(config);
  if (rule === undefined) throw new Error('there is no own rule');
  const { target } = HONEST;
  const context = { target, milestone: 'M01', config, options: {}, findings: new Map() };
  return judgeRule(rule, evidence, context).finding;
}

function levelIn(config: Config, evidence: EvidenceSet): string {
  const finding = findingOf(config, evidence);
  return finding.state === 'level' ? levelText(finding) : finding.state;
}

/** Evidence of the honest story with other values of some kinds, which are complete. */
function withValues(values: Readonly<Record<string, unknown>>): EvidenceSet {
  const given = Object.entries(values).map(([kind, value]) => [
    kind,
    present(value, { what: kind }),
  ]);
  return { ...HONEST.evidence, ...Object.fromEntries(given) };
}

function honest(kind: EvidenceKind): unknown {
  const found = HONEST.evidence[kind];
  return found?.state === 'present' ? found.value : undefined;
}

const changesOf = (...files: (readonly [path: string, status: string])[]): object => ({
  changes: {
    base: 'b',
    head: 'a',
    truncated: false,
    files: files.map(([path, status]) => ({ path, status, additions: 1, deletions: 0 })),
  },
});
const todosIn = (path: string, todos: number): object => ({
  changes: {
    base: 'b',
    head: 'a',
    truncated: false,
    files: [{ path, status: 'added', additions: 9, deletions: 0, todos }],
  },
});
const many = (count: number): [string, string][] =>
  Array.from({ length: count }, (_, at) => [`src/${at}.ts`, 'modified']);

const run = (event: string, createdAt: string): object => ({
  ...(honest('runs') as readonly object[])[0],
  event,
  createdAt,
});
const review = (login: string, state: string): object => ({ login, state, url: '' });
const tests = (durationMs: number): object => ({
  tests: (honest('tests') as readonly { report: object }[]).map((one) => ({
    ...one,
    leg: '3.11',
    report: { ...one.report, durationMs },
  })),
});
const deferrals = (...issues: string[]): object => ({
  registry: {
    ...(honest('registry') as object),
    deferrals: issues.map((issue, at) => ({
      id: `D0${at}`,
      issue,
      covers: { kind: 'threshold', threshold: 'x' },
      until: 'M00',
    })),
  },
});
const packages = (...names: string[]): object => ({
  inventory: (honest('inventory') as readonly { report: object }[]).map((one) => ({
    ...one,
    report: { ...one.report, packages: names },
  })),
});
const licenses = (components: number, unlicensed: number): object => ({
  inventory: (honest('inventory') as readonly { report: object }[]).map((one) => ({
    ...one,
    report: { ...one.report, components, unlicensed },
  })),
});
const added = (count: number): object => ({
  dependencies: {
    base: 'b',
    head: 'a',
    changes: Array.from({ length: count }, (_, at) => ({ change: 'added', name: `p${at}` })),
  },
});

const CASES: Readonly<Record<string, readonly (readonly [values: object, level: string])[]>> = {
  'docs-with-api': [
    [changesOf(['src/api/a.ts', 'modified'], ['docs/a.md', 'modified']), '5'],
    [changesOf(['src/api/a.ts', 'modified']), '2'],
  ],
  'no-todo-in-migrations': [
    [todosIn('migrations/2.sql', 0), '5'],
    [todosIn('migrations/2.sql', 1), '1'],
    [todosIn('src/a.ts', 1), '5'],
    [changesOf(['migrations/2.sql', 'added']), '0–5'],
  ],
  'migrations-append-only': [
    [changesOf(['migrations/2.sql', 'added']), '5'],
    [changesOf(['migrations/1.sql', 'modified']), '0'],
  ],
  'nightly-ran': [
    [{ runs: [run('schedule', '2026-05-01T02:00:00Z'), run('push', '2026-05-02T02:00:00Z')] }, '5'],
    [{ runs: [run('schedule', '2026-05-01T02:00:00Z'), run('push', '2026-05-04T02:00:00Z')] }, '1'],
  ],
  'small-change': [
    [changesOf(...many(20)), '5'],
    [changesOf(...many(21)), '3'],
    [changesOf(...many(61)), '1'],
  ],
  'two-approvals': [
    [{ reviews: [review('ada', 'approved'), review('bob', 'approved')] }, '5'],
    [{ reviews: [review('ada', 'approved')] }, '3'],
    [{ reviews: [review('ada', 'commented')] }, '0'],
  ],
  'quick-suites': [
    [tests(1000), '5'],
    [tests(600_001), '2'],
  ],
  'required-build': [
    [{ requiredChecks: ['test (3.11)', 'lint'] }, '5'],
    [{ requiredChecks: ['lint'] }, '0'],
  ],
  'few-deferrals': [
    [deferrals('#1', '#22'), '5'],
    [deferrals('#1', 'later'), '2'],
  ],
  'licenses-known': [
    [licenses(40, 0), '5'],
    [licenses(40, 2), '3'],
    [licenses(40, 3), '1'],
    [packages('left-pad@1.0.0'), '0–5'],
  ],
  'banned-packages': [
    [packages('left-pad@1.0.0'), '5'],
    [packages('colors@1.4.1'), '0'],
  ],
  'few-new-dependencies': [
    [added(0), '5'],
    [added(3), '4'],
    [added(4), '2'],
  ],
};

it('every example of the page is tried', () => {
  expect([...EXAMPLES.keys()].sort()).toEqual(Object.keys(CASES).sort());
});

describe.each([...EXAMPLES])('%s', (id, text) => {
  const config = configOf(text);
  it.each((CASES[id ?? ''] ?? []).map((one) => [one[1], one[0]] as const))(
    'gives %s',
    (level, values) => {
      expect(levelIn(config, withValues(values as Record<string, unknown>))).toBe(level);
    },
  );
});

function own(expression: string, levels: object = { 5: 'yes', 1: 'no' }, shows?: string): string {
  return JSON.stringify({
    'own-rules': [{ id: 'mine', title: 'Mine', levels, expression, shows }],
  });
}

describe('an expression whose evidence is lost', () => {
  const config = configOf(own('changes.files.size() < 1000 || reviews.size() > 0'));
  const lost = (evidence: object): string => levelIn(config, { ...HONEST.evidence, ...evidence });

  it('gives a level while all of it is there', () => {
    expect(lost({})).toBe('5');
  });

  it('gives 0 to 5 when a kind is missing, even one that would not matter', () => {
    expect(lost({ reviews: missing('it was refused') })).toBe('0–5');
  });

  it('gives 0 to 5 when a kind is unreadable', () => {
    expect(lost({ changes: unreadable('it broke', { what: 'changes' }) })).toBe('0–5');
  });

  it('gives 0 to 5 when a list is truncated', () => {
    const changes = { ...(honest('changes') as object), truncated: true };
    expect(lost({ changes: present(changes, { what: 'changes' }) })).toBe('0–5');
  });

  it('gives 0 to 5 when the registry that it reads lacks a part', () => {
    const registry = {
      ...HONEST.evidence.registry,
      unread: [{ what: 'an entry', why: 'it broke' }],
    };
    const reading = configOf(own('registry.deferrals.size() < 9'));
    expect(levelIn(reading, { ...HONEST.evidence, registry } as EvidenceSet)).toBe('0–5');
  });

  it('gives 0 to 5 when a report omits cases', () => {
    const value = (honest('tests') as readonly { report: object }[]).map((one) => ({
      ...one,
      report: { ...one.report, omitted: { groups: 0, cases: 3 } },
    }));
    const reading = configOf(own('tests.all(t, t.report.cases.size() == 0)'));
    expect(levelIn(reading, withValues({ tests: value }))).toBe('0–5');
  });

  it('gives 0 to 5 when attestations could not all be read', () => {
    const reading = configOf(own('attestations.all(a, a.signers.size() == 0)'));
    const attested = (...unread: string[]) => [{ what: 'a', source: {}, signers: [], unread }];
    expect([
      levelIn(reading, withValues({ attestations: attested() })),
      levelIn(reading, withValues({ attestations: attested('it was refused') })),
    ]).toEqual(['5', '0–5']);
  });

  it('gives 0 to 5 when a report that does not exist was expected', () => {
    const reading = configOf(own('coverage.size() > 0'));
    const coverage = none('there is none', { what: 'artifacts' });
    const lostRun = {
      ...HONEST.evidence,
      coverage,
      expectedRuns: missing('it was not determined'),
    } as EvidenceSet;
    expect(levelIn(reading, lostRun)).toBe('0–5');
  });

  it('does not apply where a kind provably does not exist', () => {
    const reading = configOf(own('probes.size() > 0'));
    expect(levelIn(reading, HONEST.evidence)).toBe('not-applicable');
  });

  it.each(['has(plan.baseItems)', '!has(plan.baseItems)', 'has(plan.baseItems) ? true : false'])(
    '`%s` does not turn a lost key into a value',
    (expression) => {
      const plan = { path: 'p', title: '', items: [] };
      expect(levelIn(configOf(own(expression)), withValues({ plan }))).toBe('0–5');
    },
  );

  it('gives 0 to 5 with line and column where it fails', () => {
    const finding = findingOf(
      configOf(own('runs[99].name == ""'.replace('name', 'event'))),
      HONEST.evidence,
    );
    expect(finding.state === 'level' && finding.open[0]?.why).toMatch(/^1:1: .*out of bounds/);
  });

  it('gives 0 to 5 when it takes too many steps', () => {
    const list = `[${'0,'.repeat(99)}0]`;
    const text = `[0, 0].all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, d == 0))))`;
    const finding = findingOf(
      configOf(own(`requiredChecks.size() > 0 && ${text}`)),
      HONEST.evidence,
    );
    expect(finding.state === 'level' && [levelText(finding), finding.open[0]?.why]).toEqual([
      '0–5',
      'it takes more than 1,000,000 steps',
    ]);
  });
});

/** Whether the bounds after a loss contain those before it. What does not apply may only be open. */
function isWithin(before: Finding, after: Finding): boolean {
  if (after.state === 'not-applicable') return before.state === 'not-applicable';
  if (before.state === 'not-applicable') return after.level === 0 && after.most === 5;
  return after.level <= before.level && after.most >= before.most;
}

it('every loss of evidence only widens the bounds of the examples', () => {
  const configs = [...EXAMPLES.values()].map(configOf);
  const known = losses(Object.keys(HONEST.evidence) as EvidenceKind[]);
  const all = [...known.parts.values(), ...known.kinds.values()];
  fc.assert(
    fc.property(fc.nat(all.length - 1), fc.nat(11), (which, pick) => {
      const less = all[which]?.(HONEST.evidence, pick);
      fc.pre(less !== undefined);
      const narrowed = configs.flatMap((config) => {
        const [before, after] = [findingOf(config, HONEST.evidence), findingOf(config, less)];
        return isWithin(before, after) ? [] : [JSON.stringify([before, after])];
      });
      expect(narrowed).toEqual([]);
    }),
    propertyOptions(60, 2000),
  );
});

describe('the check of a config', () => {
  const problemsOf = (text: string): readonly string[] => {
    const checked = checkConfig('config', text, RULES);
    return checked.state === 'valid'
      ? []
      : checked.problems.map(({ key, message }) => `${key}: ${message}`);
  };
  it.each([
    ['runs.all(r, r.nam == "x")', '1:15: No such key: nam'],
    ['runs.size() + "a" == "b"', '1:1: no such overload: int + string'],
    ['weather == 1', '1:1: Unknown variable: weather'],
    ['changes.files.exists(f,\n f.path == 3)', '2:2: no such overload: string == int'],
    ['requiredChecks', 'must be bool or int (got list<string>)'],
    [
      'requiredChecks.exists(c, c.matches("(?=a)"))',
      '1:36: the lookahead `(?=` is not supported: patterns are matched in linear time (RE2 syntax)',
    ],
    ['1 +', '1:4: Unexpected token: EOF'],
  ])('names line and column in `%s`', (expression, message) => {
    expect(problemsOf(own(expression))).toEqual([`own-rules.0.expression: ${message}`]);
  });

  it('refuses an expression that is too long', () => {
    expect(problemsOf(own(`true || "${'a'.repeat(2000)}" == ""`))[0]).toMatch(/at most 2000/);
  });

  it('refuses one level, and the id of a built-in rule', () => {
    const text = own('true', { 5: 'yes' }).replace('mine', 'test-results');
    expect(problemsOf(text)).toEqual([
      'own-rules.0.id: `test-results` names two rules',
      'own-rules.0.levels: must define at least two levels',
    ]);
  });
});

describe('an audit with an own rule', () => {
  const text = (level: string): string => `
own-rules:
  - id: mine
    title: Mine
    levels: { 5: 'good', 2: 'bad' }
    expression: changes.files.size() ${level}
categories:
  - { id: all, title: All, weight: 1, rules: [mine, test-results] }
gates:
  - { title: Own, when: ['mine >= 3'] }
`;
  const auditOf = (config: string) => {
    const file = { ...HONEST, config: configOf(config) };
    return composeAudit(file, rulesOf(file.config), { version: '1', rulesVersion: 2 });
  };

  it('counts it in its category and its gate', () => {
    const audit = auditOf(text('> 1000'));
    expect([
      audit.categories[0]?.score,
      audit.gates.find(({ title }) => title === 'Own')?.state,
      audit.issues.find(({ rule }) => rule === 'mine')?.observation,
    ]).toEqual([3.5, 'failed', 'bad.']);
  });

  it('cites the evidence that the expression reads', () => {
    const rule = auditOf(text('> 0')).rules.find(({ id }) => id === 'mine');
    expect(rule?.proof[0]?.text).toBe('changes.files');
  });
});
