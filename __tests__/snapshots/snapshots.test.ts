import { expect, it } from '@jest/globals';
import { readEvidenceText } from '../../src/model/evidence-text.ts';
import {
  difference,
  EVIDENCE,
  leftovers,
  namesIn,
  readRecorded,
  recordedAudit,
  snapshots,
  UPDATE,
} from './snapshots.ts';

/*
 * Whole outputs, compared byte by byte. `npm run snapshots` shows every difference; after an intended
 * change `npm run snapshots -- --update` records them again, in a commit of their own.
 */

/** Lines of a difference that a failed test shows. */
const MAX_LINES = 120;

function explained(text: string): string {
  if (text === '') return 'unchanged';
  const lines = text.split('\n');
  const more = lines.length - MAX_LINES;
  const cut = more > 0 ? [`… and ${more} more lines`] : [];
  const advice = `All differences: npm run snapshots. If the change is intended: ${UPDATE}`;
  return [...lines.slice(0, MAX_LINES), ...cut, advice].join('\n');
}

it.each(snapshots())('%s: %s is judged and rendered as recorded', async (folder, name) => {
  expect(explained(await difference(folder, name))).toBe('unchanged');
});

it('has recorded outputs only of inputs that exist', () => {
  expect(leftovers()).toEqual([]);
});

interface Recorded {
  readonly outcome: string;
  readonly verdict: string | null;
  readonly mode: string;
  readonly gates: readonly { readonly state: string }[];
  readonly rules: readonly { readonly id: string; readonly level: number | null }[];
}

const audits = namesIn(EVIDENCE).map((name) => JSON.parse(recordedAudit(name)) as Recorded);

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

it('judges at least 60 evidence files', () => {
  expect(audits.length).toBeGreaterThanOrEqual(60);
});

it('reads what 0.1.0 called absent as missing, in every kind', () => {
  const saved = namesIn(EVIDENCE).map((name) => readRecorded(EVIDENCE, name));
  const absent = saved.filter((text) => /"state": ?"absent",\s*"why"/.test(text));
  const states = absent.map(readEvidenceText).map((one) => {
    const kinds = one.state === 'read' ? Object.values(one.bundle.evidence) : [];
    return distinct(kinds.map(({ state }) => state));
  });
  expect(states).toEqual(Array.from({ length: 7 }, () => ['missing', 'present']));
});

it('has evidence under both profiles', () => {
  const profiles = namesIn(EVIDENCE).map((name) => {
    const { config } = JSON.parse(readRecorded(EVIDENCE, name)) as { config: { profile: string } };
    return config.profile;
  });
  expect(distinct(profiles)).toEqual(['default', 'seed']);
});

it('has every outcome', () => {
  expect(distinct(audits.map(({ outcome }) => outcome))).toEqual([
    'COMPLETE',
    'INCOMPLETE',
    'INSUFFICIENT_EVIDENCE',
    'PENDING',
    'PREVIEW',
  ]);
});

it('has every verdict, and a preview without one', () => {
  const verdicts = audits.map(({ verdict }) => verdict ?? 'none');
  expect(distinct(verdicts)).toEqual(['green', 'none', 'red', 'yellow']);
});

it('has every mode', () => {
  expect(distinct(audits.map(({ mode }) => mode))).toEqual(['baseline', 'delta', 'recovery']);
});

it('has every state of a gate', () => {
  expect(distinct(audits.flatMap(({ gates }) => gates.map(({ state }) => state)))).toEqual([
    'deferred',
    'failed',
    'not-applicable',
    'not-evaluated',
    'passed',
  ]);
});

it('has every rule at two levels or more', () => {
  const rules = audits.flatMap((audit) => audit.rules);
  const levelsOf = (id: string): ReadonlySet<number> =>
    new Set(rules.flatMap((rule) => (rule.id === id ? (rule.level ?? []) : [])));
  const ids = distinct(rules.map(({ id }) => id));
  expect(ids.filter((id) => levelsOf(id).size < 2)).toEqual([]);
});
