import type { Audit } from '../../src/model/audit.ts';
import { aFailingTest, aGate, anAudit, anUnknownRule, aRule, file } from './an-audit.ts';

/* The situations in which people read an audit, as data. */

const { evidence, runs, commits } = anAudit();
if (evidence.tests === null) throw new Error('the builder has tests');
const [passedRun] = runs;
if (passedRun === undefined) throw new Error('the builder has runs');

const clean = {
  milestone: 'M07',
  next_milestone: 'M08',
  title: 'Vouchers',
  deferrals: [],
  issues: [],
  criteria: [],
  notes: null,
  objective: null,
  commits: { ...commits, merge: null },
} as const;

function withTests(failed: number, of = 1204): Audit['evidence'] {
  if (evidence.tests === null) throw new Error('the builder has tests');
  const group = { errored: 0, skipped: 0, flaky: 0, deferred: 0, leg: '', reason: '' };
  const groups = [{ ...group, group: 'cart', passed: of - failed, failed }];
  return {
    ...evidence,
    tests: { ...evidence.tests, tests: of, passed: of - failed, failed, groups },
  };
}

const muted: Audit['issues'][number] = {
  id: 'CI-041',
  rule: 'unmuted-gates',
  severity: 'high',
  observation: '`npm run e2e` ignores failures (`continue-on-error: true`)',
  interpretation: '“Blocking checks” is at level 2',
  recommendation: 'Remove `continue-on-error: true`; a deferral can cover what is known to fail.',
  minutes: 15,
  guardrail: 'Require the check.',
  rollback: 'Restore the line.',
  acceptance: 'unmuted-gates >= 3 on the next audit',
  source: file('.github/workflows/ci.yml', 41),
};

const rules = [
  aRule('test-results', 2, '1,202 passed, 2 failed', file('junit.xml')),
  aRule('unmuted-gates', 2, '1 of 9 checks ignores failures', file('.github/workflows/ci.yml', 41)),
];

const passedGates = ['CI stability', 'Coverage', 'Security', 'Contracts', 'Docs'].map((title) =>
  aGate(title, 'passed', 'it holds', 'stable-runs >= 3'),
);

function failed(tests: number): Audit {
  const names = Array.from({ length: tests }, (_, at) =>
    aFailingTest(`cart › case ${at + 1}`, at % 2 === 0 ? 'new' : 'flaky', 'expected 90, got 100'),
  );
  return anAudit({
    ...clean,
    score: 3.1,
    score_max: 3.1,
    verdict: 'red',
    outcome: 'INCOMPLETE',
    reason: 'Tests fails',
    rules,
    issues: [muted],
    failing_tests: names,
    evidence: withTests(tests),
    gates: [
      ...passedGates,
      aGate('Tests', 'failed', 'test-results 2', 'test-results >= 4'),
      aGate('Workflows', 'failed', 'unmuted-gates 2', 'unmuted-gates >= 3'),
    ],
  });
}

const notEnough = anAudit({
  ...clean,
  score: 2.9,
  score_max: 4.6,
  verdict: 'red',
  outcome: 'INSUFFICIENT_EVIDENCE',
  reason: 'Coverage is not evaluated',
  failing_tests: [],
  evidence: withTests(0),
  rules: [
    anUnknownRule('coverage-gate', 'the artifact coverage is missing', 'coverage report'),
    anUnknownRule('required-runs', 'lint is required and did not run', 'run of lint'),
  ],
  gates: [
    ...passedGates.slice(1, 4),
    aGate('Coverage', 'not-evaluated', 'coverage-gate 0–5', 'coverage-gate >= 4'),
    aGate('CI stability', 'not-evaluated', 'required-runs 0–5', 'required-runs >= 4'),
  ],
});

const passed = anAudit({
  ...clean,
  score: 5,
  score_max: 5,
  verdict: 'green',
  reason: 'Every applicable gate passes',
  failing_tests: [],
  evidence: withTests(0),
  rules: [],
  gates: passedGates,
});

/** One audit for every situation. */
export const STORIES = {
  failed: failed(2),
  'failed with 42 failing tests': failed(42),
  passed,
  'passed with a deferral': anAudit({ commits: { ...commits, merge: null } }),
  'not enough evidence': notEnough,
  waiting: {
    ...notEnough,
    outcome: 'PENDING',
    runs: [{ ...passedRun, workflow: 'Tests', conclusion: 'in_progress' }],
  },
  preview: {
    ...failed(2),
    verdict: null,
    outcome: 'PREVIEW',
    runs: [],
  },
  'no milestone': { ...passed, milestone: 'NONE', next_milestone: '', title: '' },
} as const satisfies Readonly<Record<string, Audit>>;

/** Returns the lines of a comment that a reader sees: without folds, HTML comments, and table rulers. */
export function visibleLines(comment: string): readonly string[] {
  return comment
    .replace(/<details>\n<summary>([^\n]*)<\/summary>[\s\S]*?<\/details>/g, '$1')
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\|(?: :?-+:? \|)+$/.test(line));
}

/** Counts the words of the seven sections: what has a letter or a digit between two spaces. */
export function wordsBeforeAppendix(document: string): number {
  const [sections = ''] = document.split('\n## Evidence appendix\n');
  return sections.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
