import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { Audit } from '../model/audit.ts';
import { count, outcome, verdictColor } from '../model/schema.ts';

const digest = z.string().regex(/^[0-9a-f]{16}$/);

const schema = z.object({
  evidence: digest,
  shown: digest,
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  outcome,
  verdict: verdictColor.nullable(),
  score: z.number().min(0).max(5).nullable(),
  score_max: z.number().min(0).max(5).nullable(),
  tests: z.object({ tests: count, failed: count }).nullable(),
  coverage: z.number().min(0).max(100).nullable(),
});

/**
 * What a comment stores of its audit, so that a later comment can report changes: a digest of the
 * evidence, one of what the comment shows, and the few numbers that get a delta. `tests` counts errors
 * as failures, `coverage` is in percent and `null` unless there is exactly one report.
 */
export type Snapshot = z.infer<typeof schema>;

export function snapshotOf(audit: Audit): Snapshot {
  const { tests, coverage } = audit.evidence;
  const [only, ...others] = coverage;
  return {
    evidence: evidenceDigest(audit),
    shown: shownDigest(audit),
    commit: audit.commits.audited,
    outcome: audit.outcome,
    verdict: audit.verdict,
    score: audit.score,
    score_max: audit.score_max,
    tests: tests === null ? null : { tests: tests.tests, failed: tests.failed + tests.errored },
    coverage: others.length === 0 ? (only?.percent ?? null) : null,
  };
}

/**
 * Returns a digest of the evidence and its results, without earlier milestones, policy ref, config,
 * and tool, which can change while the evidence stays the same, and without digest, size and place of
 * the saved file, which contains the event's name.
 */
function evidenceDigest(audit: Audit): string {
  const { commits, runs, sources, criteria, rules } = audit;
  const { sha256: _, bytes: __, place: ___, ...evidence } = audit.evidence;
  const found = rules.map(({ id, state, level, level_max, measured }) => ({
    id,
    state,
    level,
    level_max,
    measured,
  }));
  const { audited, same_tree } = commits;
  return digestOf({ audited, same_tree, runs, sources, criteria, found, evidence });
}

/** Returns a digest of what the head of a comment says, without links to commits and runs. */
function shownDigest(audit: Audit): string {
  const { outcome: end, verdict, score, score_max, gates, rules, sources, failing_tests } = audit;
  const tests = audit.evidence.tests;
  return digestOf({
    end: { end, verdict, score, score_max, all: tests?.tests ?? null },
    gates: gates.map(({ title, state, evidence }) => ({ title, state, evidence })),
    issues: audit.issues.map(({ id, observation }) => ({ id, observation })),
    open: rules.flatMap(({ id, open }) => open.map(({ what, why }) => ({ id, what, why }))),
    sources: sources.map(({ expected, state }) => ({ expected, state })),
    failing: (failing_tests ?? []).map(({ id, state, message }) => ({ id, state, message })),
    deferrals: audit.deferrals.filter(({ used }) => used).map(({ id, until }) => ({ id, until })),
  });
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}

const SEPARATOR = '~';

/** Returns a snapshot in at most 150 characters, none of which a marker has to encode. */
export function printSnapshot({ tests, ...one }: Snapshot): string {
  const { evidence, shown, commit, outcome: end, verdict, score, score_max: most } = one;
  const values = [
    evidence,
    shown,
    commit,
    end,
    verdict,
    most === score ? score : `${score}_${most}`,
  ];
  return [...values, tests?.tests, tests?.failed, one.coverage]
    .map((value) => value ?? '')
    .join(SEPARATOR);
}

/** Parses the text of `printSnapshot`, or returns undefined for any other text. */
export function readSnapshot(text: string): Snapshot | undefined {
  const parts = text.split(SEPARATOR);
  if (parts.length !== 9) return undefined;
  const [evidence, shown, commit, end, verdict = '', score, tests, failed, coverage] = parts;
  const number = (part: string | undefined): number | null =>
    part === undefined || part === '' ? null : Number(part);
  const read = schema.safeParse({
    evidence,
    shown,
    commit,
    outcome: end,
    verdict: verdict === '' ? null : verdict,
    score: number(score?.split('_')[0]),
    score_max: number(score?.split('_').at(-1)),
    tests: tests === '' ? null : { tests: number(tests), failed: number(failed) },
    coverage: number(coverage),
  });
  return read.success ? read.data : undefined;
}
