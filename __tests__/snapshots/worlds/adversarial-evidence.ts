import {
  addAttempt,
  changeMerge,
  concludeStep,
  editFile,
  leaveRunning,
  makeGreen,
  runOf,
} from '../../../sandbox/edit-story.ts';
import type { Story, StoryReview } from '../../../sandbox/story.ts';
import { cobertura, junit } from '../../adversarial/honest-reports.ts';
import {
  BASE_RUN,
  BASE_TESTS,
  CONFIG,
  ciRun,
  HEAD_RUN,
  HEAD_TESTS,
  TOPIC,
} from '../../adversarial/honest-story.ts';
import {
  afterMerge,
  type Change,
  type EvidenceFile,
  honest,
  startedOf,
  upload,
  type World,
  withEarlierAudit,
} from './world.ts';

/* Runs, reports and documents that claim more than they prove, each next to the honest story. */

const PASSED = '============ 2 passed in 0.12s ============\n';
const AFTER_MERGE = 503;

function logged(story: Story, text: string, job = 'test (3.12.4)'): void {
  for (const one of runOf(story, HEAD_RUN).attempts[0]?.jobs ?? [])
    one.log = `=== tests\n${one.name === job ? text : PASSED}`;
}

function report(story: Story, name: string, file: string, text: string): void {
  const artifact = runOf(story, HEAD_RUN).artifacts.find((one) => one.name === name);
  if (artifact === undefined) throw new Error(`no artifact ${name}`);
  artifact.files[file] = text;
}

const covered = (base: number, head: number): Change => {
  return (story) => {
    story.runs = [
      ciRun(BASE_RUN, 'push', 'main', '2026-05-04T08:01:00Z', BASE_TESTS, base),
      ciRun(HEAD_RUN, 'pull_request', TOPIC, '2026-05-04T10:02:00Z', HEAD_TESTS, head),
    ];
  };
};

const ranAfterMerge = (conclusion: string): Change => {
  return (story) => {
    const run = ciRun(AFTER_MERGE, 'merged', 'main', '2026-05-04T12:31:00Z', HEAD_TESTS, 92);
    for (const step of run.attempts[0]?.jobs[1]?.steps ?? [])
      if (step.name === 'tests') step.conclusion = conclusion;
    story.runs.push(run);
  };
};

const reviewed = (...states: readonly StoryReview['state'][]): Change => {
  return ({ pulls }) => {
    const reviews = states.map((state) => ({
      by: 'ben',
      state,
      at: '2026-05-04T11:00:00Z',
      body: '',
    }));
    pulls[0]?.reviews.splice(0, 1, ...reviews);
  };
};

function runOfEarlierPush(story: Story): void {
  const [, before] = story.commits;
  if (before === undefined) throw new Error('the story has no branch');
  const write = { 'tide/tables.py': 'def high():\n    return 5\n' };
  const later = { ...before, at: '2026-05-04T11:00:00Z', message: 'Change the tables', write };
  story.commits.splice(1, 1, { ...before, label: 'before' }, later);
  runOf(story, HEAD_RUN).on = 'before';
}

/** Coverage of the changed file line by line: two old lines, and the two that the change adds. */
const lineHits = (...hits: readonly number[]): Change => {
  const lines = [1, 2, 5, 6].map((line, at) => `<line number="${line}" hits="${hits[at]}"/>`);
  const old = Array.from({ length: 96 }, (_, at) => `<line number="${at + 100}" hits="1"/>`);
  const xml = `<?xml version="1.0"?><coverage line-rate="1"><packages><package name="tide"><classes><class name="tables" filename="tide/tables.py"><lines>${[...lines, ...old].join('')}</lines></class></classes></package></packages></coverage>`;
  return (story) => {
    for (const { files } of runOf(story, HEAD_RUN).artifacts) files['coverage.xml'] = xml;
  };
};

const EARLIER = {
  milestone: 'M01',
  path: 'docs/milestones/M01/M01_audit.json',
  blob: 'c'.repeat(40),
  audited: 'abcdef1234567890abcdef1234567890abcdef12',
  score: 4.7,
  verdict: 'yellow',
  categories: [],
  rules: [],
};

/** The evidence says that line 7 of the ledger is this row for M01. */
const ledgerRow = (...cells: readonly string[]) => {
  return ({ config, evidence }: EvidenceFile): void => {
    const path = 'docs/ledger.md';
    const rows = [{ milestone: 'M01', line: 7, cells }];
    config['ledger'] = path;
    evidence['ledger'] = { state: 'present', value: { path, rows }, source: { what: path } };
    const source = { what: 'previous audits' };
    evidence['previous'] = { state: 'present', value: [EARLIER], source };
  };
};

function claimsMoreTests(story: Story): void {
  const xml = junit({ passed: HEAD_TESTS }, 'x');
  const claimed = xml.replace('<testsuite ', '<testsuite tests="40" ');
  report(story, 'reports-3.11.9', 'junit.xml', claimed);
}

function paddedReport(story: Story): void {
  logged(story, PASSED);
  const padded = [...HEAD_TESTS, 'a › 1', 'a › 2', 'a › 3'];
  report(story, 'reports-3.12.4', 'junit.xml', junit({ passed: padded }, 'padded'));
}

function failuresInGreenRun(story: Story): void {
  logged(story, '===== 1 failed, 2 passed in 0.12s =====\n');
  const failing = junit({ passed: HEAD_TESTS, failed: ['a › b'] }, 'failing');
  report(story, 'reports-3.12.4', 'junit.xml', failing);
}

function inflatedAudit(story: Story): void {
  const categories = [5, 5, 5, 4].map((score, at) => ({
    id: `c${at}`,
    title: `C${at}`,
    weight: 1,
    score,
  }));
  withEarlierAudit(story, { categories, score: 5 });
}

const ONE_TEST = junit({ passed: ['a.py › test_a'] }, 'x');

function everySourceState(story: Story): void {
  const first = startedOf(story, HEAD_RUN);
  addAttempt(story, HEAD_RUN, makeGreen);
  for (const one of runOf(story, HEAD_RUN).artifacts) one.created = '2026-05-04T11:02:30Z';
  const raw = { raw: Buffer.from('PK\x03\x04 and no more') };
  upload(story, HEAD_RUN, 71, 'good', { 'junit.xml': ONE_TEST });
  upload(story, HEAD_RUN, 72, 'old', { 'junit.xml': ONE_TEST }, { expired: true });
  upload(story, HEAD_RUN, 73, 'blank', { 'out.xml': '' });
  upload(story, HEAD_RUN, 74, 'no-cases', { 'junit.xml': '<testsuites/>' });
  upload(story, HEAD_RUN, 75, 'cut', { 'junit.xml': ONE_TEST.slice(0, -20) });
  upload(story, HEAD_RUN, 76, 'not-a-zip', {}, raw);
  upload(story, HEAD_RUN, 77, 'pages', { 'index.html': '<!doctype html><p>12 passed</p>' });
  upload(story, HEAD_RUN, 78, 'before', { 'junit.xml': ONE_TEST }, { created: first });
  const names = [
    ...runOf(story, HEAD_RUN)
      .artifacts.slice(2)
      .map(({ name }) => name),
    'never',
  ];
  const sources = names.map(
    (name) => `  - { kind: tests, artifact: '${name}', required: false }\n`,
  );
  editFile(story, 'main', CONFIG, (text) =>
    text.replace(/sources:\n(?: {2}- .*\n)+/, `sources:\n${sources.join('')}`),
  );
}

function undeclaredBrokenFiles(story: Story): void {
  upload(story, HEAD_RUN, 81, 'odd', {
    'coverage.xml': '',
    'bom.json': '{"bomFormat":"CycloneDX","specVersion":"1.5","comp',
    'trace.json': '',
    'junit.xml': 'npm error code ENOENT\n',
    'notes.txt': '',
  });
}

function reportTwice(story: Story): void {
  upload(story, HEAD_RUN, 82, 'one', { 'a.xml': ONE_TEST, 'b.xml': `${ONE_TEST}\n` });
  upload(story, HEAD_RUN, 83, 'two', {
    'a.xml': ONE_TEST,
    'junit.xml': '<testsuite name="s" tests="40"><testcase name="t"/></testsuite>',
  });
}

function passedOnSecondAttempt(story: Story): void {
  concludeStep(story, HEAD_RUN, 'tests', 'failure');
  addAttempt(story, HEAD_RUN, makeGreen);
  for (const one of runOf(story, HEAD_RUN).artifacts) one.created = '2026-05-04T11:02:30Z';
}

/** Some worlds hold two lies that different rules find out, so that the set stays small. */
export const ADVERSARIAL_EVIDENCE: readonly World[] = [
  honest('run-of-earlier-push', runOfEarlierPush),
  {
    ...honest('suite-claims-more-tests-and-ledger-contradicts', claimsMoreTests),
    change: ledgerRow('M01', '5.0 / 5', 'abcdef1'),
  },
  honest('log-names-failure', (story) =>
    logged(story, '===== 1 failed, 1 passed in 0.12s =====\n'),
  ),
  honest('report-has-more-than-log', paddedReport),
  honest('test-step-failed', (story) => concludeStep(story, HEAD_RUN, 'tests', 'failure')),
  honest('failures-in-green-run', failuresInGreenRun),
  afterMerge('objection-overruled', reviewed('CHANGES_REQUESTED', 'COMMENTED')),
  honest('earlier-audit-inflated', inflatedAudit),
  honest('coverage-fell-5-points', covered(94, 89)),
  honest('coverage-below-threshold', covered(82, 79)),
  honest('coverage-of-one-matrix-job-fell', covered(90, 95), (story) =>
    report(story, 'reports-3.11.9', 'coverage.xml', cobertura('tide/tables.py', 82, 100, 'x')),
  ),
  honest('new-lines-untested', lineHits(1, 1, 0, 0)),
  {
    ...honest('new-lines-half-tested-and-ledger-placeholder', lineHits(1, 1, 1, 0)),
    change: ledgerRow('M01', '4.7 / 5', 'TBD'),
  },
  honest('run-cancelled-and-coverage-fell-3-points', covered(94, 91), (story) =>
    concludeStep(story, HEAD_RUN, 'tests', 'cancelled'),
  ),
  honest('run-unfinished', (story) => leaveRunning(story, HEAD_RUN, 'tests')),
  honest('passed-on-second-attempt', passedOnSecondAttempt),
  afterMerge('red-after-merge', ranAfterMerge('failure')),
  afterMerge('green-after-merge', ranAfterMerge('success')),
  afterMerge('merge-changed-code', (story) =>
    changeMerge(story, { 'tide/tables.py': 'def high():\n    return 9\n' }),
  ),
  honest('every-source-state', everySourceState),
  honest('report-uploaded-twice-and-broken-files', reportTwice, undeclaredBrokenFiles),
  honest('base-was-red', withEarlierAudit, (story) =>
    concludeStep(story, BASE_RUN, 'tests', 'failure'),
  ),
];
