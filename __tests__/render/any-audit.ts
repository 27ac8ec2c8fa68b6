import fc from 'fast-check';
import type {
  Audit,
  AuditCategory,
  AuditFailingTest,
  AuditIssue,
  AuditRule,
} from '../../src/model/audit.ts';
import type { AuditEvidence, AuditRun } from '../../src/model/audit-evidence.ts';
import type { Source } from '../../src/model/evidence.ts';
import type { Level } from '../../src/model/verdict.ts';
import { aGate, anAudit } from './an-audit.ts';
import { hostile } from './markdown/hostile.ts';

/* Audits of any size, with text in them that wants out. */

const score = fc.option(fc.integer({ min: 0, max: 50 }).map((tenths) => tenths / 10));
const level = fc.integer({ min: 0, max: 5 }) as fc.Arbitrary<Level>;
const long = fc.oneof(
  { weight: 6, arbitrary: hostile },
  hostile.map((one) => one.repeat(90)),
);
const url = fc.oneof(hostile, fc.constant('https://github.com/acme/webui/actions/runs/1'));

const source: fc.Arbitrary<Source> = fc
  .record({ what: hostile, url, path: hostile, line: fc.nat() }, { requiredKeys: ['what'] })
  .map((one) => one as Source);
const proof = fc.array(fc.record({ text: hostile, source }), { maxLength: 5 });

/** Many rows out of few: what a big audit needs is size, not variety. */
function many<T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<readonly T[]> {
  return fc
    .tuple(fc.array(one, { maxLength: 3 }), fc.nat({ max: most }))
    .map(([some, count]) =>
      Array.from({ length: some.length === 0 ? 0 : count }, (_, at) => some[at % some.length] as T),
    );
}

const rule: fc.Arbitrary<AuditRule> = fc.record({
  id: hostile,
  title: hostile,
  state: fc.constantFrom('known', 'open', 'not-applicable', 'off'),
  level: fc.option(level),
  level_max: fc.option(level),
  measured: long,
  proof,
  open: fc.array(fc.record({ kind: hostile, what: long, why: long, source }), { maxLength: 3 }),
  reason: fc.option(hostile),
  deferrals: fc.array(hostile, { maxLength: 2 }),
  scored: fc.boolean(),
});

const category: fc.Arbitrary<AuditCategory> = fc.record({
  id: hostile,
  title: hostile,
  weight: fc.integer({ min: 0, max: 9 }),
  score,
  score_max: score,
  note: long,
  rules: fc.array(hostile, { maxLength: 2 }),
  attested: fc.option(fc.record({ reason: hostile, by: hostile })),
});

const conclusion = fc.oneof(fc.constantFrom('success', 'failure', 'skipped', 'timed_out'), hostile);

const run: fc.Arbitrary<AuditRun> = fc.record({
  id: fc.nat(),
  workflow: hostile,
  path: hostile,
  event: hostile,
  attempt: fc.nat(),
  attempts: fc.nat(),
  conclusion,
  head_sha: hostile,
  relation: fc.constantFrom('audited', 'same-tree', 'stale'),
  trusted: fc.boolean(),
  url,
  jobs: fc.array(
    fc.record({
      name: hostile,
      url,
      conclusion,
      seconds: fc.constant(null),
      steps: fc.array(
        fc.record({ number: fc.nat(), name: hostile, conclusion, seconds: fc.constant(null) }),
        { maxLength: 12 },
      ),
    }),
    { maxLength: 2 },
  ),
});

const group = fc.record({
  group: long,
  leg: hostile,
  passed: fc.nat(),
  failed: fc.nat(),
  errored: fc.nat(),
  skipped: fc.nat(),
  flaky: fc.nat(),
  deferred: fc.nat(),
  reason: long,
});

const evidence = (most: number): fc.Arbitrary<AuditEvidence> =>
  fc.record({
    flow: many(fc.record({ name: hostile, conclusion }), 90),
    tests: fc.option(
      fc.record({
        origin: fc.constantFrom('report', 'log'),
        tests: fc.nat(),
        passed: fc.nat(),
        failed: fc.nat(),
        errored: fc.nat(),
        skipped: fc.nat(),
        flaky: fc.nat(),
        groups: many(group, most),
        omitted_groups: fc.nat(),
        sources: fc.array(source, { maxLength: 3 }),
      }),
    ),
    coverage: fc.constant([]),
    changes: fc.option(
      fc.record({
        base: hostile,
        head: hostile,
        files: fc.nat(),
        additions: fc.nat(),
        deletions: fc.nat(),
        truncated: fc.boolean(),
        zones: fc.array(
          fc.record({
            zone: hostile,
            touched: fc.boolean(),
            files: fc.array(hostile, { maxLength: 8 }),
            omitted: fc.nat(),
          }),
          { maxLength: 3 },
        ),
      }),
    ),
    workflow_integrity: many(
      fc.record({ fact: hostile, value: hostile, source: fc.option(source) }),
      30,
    ),
    dependencies: many(
      fc.record({ path: hostile, tool: hostile, summary: hostile, source: fc.option(source) }),
      30,
    ),
    artifacts: many(
      fc.record({
        id: fc.nat(),
        name: hostile,
        run_id: fc.nat(),
        attempt: fc.nat(),
        bytes: fc.nat(),
        digest: fc.option(hostile),
        state: hostile,
        why: hostile,
      }),
      most,
    ),
  });

const issue: fc.Arbitrary<AuditIssue> = fc.record({
  id: hostile,
  rule: hostile,
  severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
  observation: long,
  interpretation: long,
  recommendation: long,
  minutes: fc.nat({ max: 90 }),
  guardrail: hostile,
  rollback: hostile,
  acceptance: hostile,
  source: fc.option(source),
});

const gate = fc
  .tuple(
    hostile,
    fc.constantFrom('passed', 'deferred', 'failed', 'not-evaluated', 'not-applicable'),
    long,
    hostile,
  )
  .map(([title, state, why, when]) => aGate(title, state, why, when));

const failingTest: fc.Arbitrary<AuditFailingTest> = fc.record({
  id: long,
  message: long,
  state: fc.constantFrom('new', 'known', 'flaky', 'deferred', null),
  deferrals: fc.array(hostile, { maxLength: 2 }),
  legs: fc.array(hostile, { maxLength: 2 }),
  source,
});

const notes = fc.record({
  path: hostile,
  sections: many(
    fc.record({ title: hostile, lines: fc.array(long, { maxLength: 4 }), source }),
    20,
  ),
  omitted: fc.nat(),
});

/** An audit whose tables have up to `most` rows. */
export function anyAudit(most: number): fc.Arbitrary<Audit> {
  return fc
    .record({
      milestone: hostile,
      next_milestone: hostile,
      title: long,
      branch: hostile,
      repository_url: url,
      runs: many(run, Math.min(most, 60)),
      categories: many(category, 12),
      rules: many(rule, 60),
      gates: many(gate, 9),
      issues: many(issue, 7),
      score,
      score_max: score,
      formula: long,
      failing_tests: many(failingTest, most),
      notes: fc.option(notes),
      objective: fc.option(fc.record({ text: long, source })),
      notices: many(long, 40),
      verdict: fc.constantFrom('green', 'yellow', 'red'),
      outcome: fc.constantFrom('COMPLETE', 'INCOMPLETE', 'INSUFFICIENT_EVIDENCE', 'PENDING'),
      reason: long,
      evidence: evidence(most),
    })
    .map((changed) => anAudit(changed));
}
