import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { Audit } from '../../model/audit.ts';

const score = z.number().min(0).max(5).nullable();

const schema = z.object({
  evidence: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  outcome: z.enum(['COMPLETE', 'INCOMPLETE', 'INSUFFICIENT_EVIDENCE', 'PENDING']),
  verdict: z.enum(['green', 'yellow', 'red']),
  score,
  categories: z.record(z.string(), score),
  tests: z.object({ tests: z.int(), passed: z.int(), failed: z.int() }).nullable(),
  coverage: z.record(z.string(), z.number()),
  gates: z.record(z.string(), z.string()),
  issues: z.array(z.string()),
  rules: z.record(z.string(), z.int().min(0).max(5)),
});

/**
 * What a comment remembers of the audit it tells of: enough to say later what moved since. `rules`
 * are those that had a level, `tests` counts errors as failures, `coverage` is in percent by leg.
 */
export type Snapshot = z.infer<typeof schema>;

/** Longest text of a snapshot, in characters: two of them leave a comment nine tenths of its room. */
const MOST = 3000;

/** The audit in few words, with a digest of the evidence by which it was judged. */
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
 * Of what was looked at and what it showed; not of the milestones before, the policy ref, the config
 * or the tool, which can change while the evidence stays.
 */
function evidenceDigest({ commits, runs, sources, criteria, rules, evidence }: Audit): string {
  const found = rules.map(({ id, state, level, measured }) => ({ id, state, level, measured }));
  const { audited, same_tree } = commits;
  const text = canonicalJson({ audited, same_tree, runs, sources, criteria, found, evidence });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** As one line of JSON; what there is no room for is left out, the rules first, and is not compared then. */
export function printSnapshot(snapshot: Snapshot): string {
  const shorter: readonly Snapshot[] = [
    snapshot,
    { ...snapshot, rules: {} },
    { ...snapshot, rules: {}, issues: [], gates: {} },
    { ...snapshot, rules: {}, issues: [], gates: {}, coverage: {}, categories: {} },
  ];
  return shorter.map((one) => JSON.stringify(one)).find((text) => text.length <= MOST) ?? '';
}

/** Reads what `printSnapshot` wrote; undefined for anything else. */
export function readSnapshot(text: string): Snapshot | undefined {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
