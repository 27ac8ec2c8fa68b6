import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { Audit } from '../model/audit.ts';
import { outcome, verdictColor } from '../model/schema.ts';

const score = z.number().min(0).max(5).nullable();

const schema = z.object({
  evidence: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  outcome,
  verdict: verdictColor.nullable(),
  score,
  categories: z.record(z.string(), score),
  tests: z.object({ tests: z.int(), passed: z.int(), failed: z.int() }).nullable(),
  coverage: z.record(z.string(), z.number()),
  gates: z.record(z.string(), z.string()),
  issues: z.array(z.string()),
  rules: z.record(z.string(), z.int().min(0).max(5)),
});

/**
 * The part of an audit that a comment stores, so that a later comment can report changes. `rules`
 * are those with a level, `tests` counts errors as failures, `coverage` is in percent by matrix job.
 */
export type Snapshot = z.infer<typeof schema>;

/** Maximum length of a snapshot in characters: two of them leave 90% of a comment free. */
const MAX_LENGTH = 3000;

/** Returns the snapshot of an audit, with a digest of its evidence. */
export function snapshotOf(audit: Audit): Snapshot {
  const { tests, coverage } = audit.evidence;
  return {
    evidence: evidenceDigest(audit),
    commit: audit.commits.audited,
    outcome: audit.outcome,
    verdict: audit.verdict,
    score: audit.score,
    categories: Object.fromEntries(audit.categories.map((one) => [one.id, one.score])),
    tests:
      tests === null
        ? null
        : { tests: tests.tests, passed: tests.passed, failed: tests.failed + tests.errored },
    coverage: Object.fromEntries(
      coverage.flatMap(({ leg, percent }) => (percent === null ? [] : [[leg, percent] as const])),
    ),
    gates: Object.fromEntries(audit.gates.map(({ title, state }) => [title, state])),
    issues: audit.issues.map(({ id }) => id),
    rules: Object.fromEntries(
      audit.rules.flatMap(({ id, level }) => (level === null ? [] : [[id, level] as const])),
    ),
  };
}

/**
 * Returns a digest of the evidence and its results, without earlier milestones, policy ref, config,
 * and tool, which can change while the evidence stays the same.
 */
function evidenceDigest({ commits, runs, sources, criteria, rules, evidence }: Audit): string {
  const found = rules.map(({ id, state, level, level_max, measured }) => ({
    id,
    state,
    level,
    level_max,
    measured,
  }));
  const { audited, same_tree } = commits;
  const text = canonicalJson({ audited, same_tree, runs, sources, criteria, found, evidence });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Returns one line of JSON of at most 3,000 characters. Leaves out the rules first, then other fields. */
export function printSnapshot(snapshot: Snapshot): string {
  const shorter: readonly Snapshot[] = [
    snapshot,
    { ...snapshot, rules: {} },
    { ...snapshot, rules: {}, issues: [], gates: {} },
    { ...snapshot, rules: {}, issues: [], gates: {}, coverage: {}, categories: {} },
  ];
  return shorter.map((one) => JSON.stringify(one)).find((text) => text.length <= MAX_LENGTH) ?? '';
}

/** Parses the text of `printSnapshot`, or returns undefined for any other text. */
export function readSnapshot(text: string): Snapshot | undefined {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
