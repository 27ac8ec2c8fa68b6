import { describe, expect, it } from '@jest/globals';
import {
  addAttempt,
  concludeStep,
  editFile,
  makeGreen,
  rerunFailedJobs,
  runOf,
} from '../../sandbox/edit-story.ts';
import type { Files, Story, StoryArtifact } from '../../sandbox/story.ts';
import type { Audit } from '../../src/model/audit.ts';
import { auditOf, levelIn, ruleIn } from './audit-of.ts';
import { cobertura, junit } from './honest-reports.ts';
import {
  BASE_RUN,
  CI,
  CONFIG,
  HEAD_RUN,
  HEAD_TESTS,
  honestStory,
  storyWith,
} from './honest-story.ts';

/* Artifacts belong to the attempt whose job uploaded them; GitHub states neither. */

const [KEPT, REPEATED] = ['3.11.9', '3.12.4'];
const GOOD = junit({ passed: HEAD_TESTS }, 'good');
const BAD = junit({ passed: HEAD_TESTS.slice(0, 1), failed: HEAD_TESTS.slice(1) }, 'bad');
/** Both matrix jobs were running at these times, in the first and in the second attempt. */
const FIRST = '2026-05-04T10:02:18Z';
const SECOND = '2026-05-04T11:02:18Z';

const WAIT = { name: 'wait', seconds: 40, conclusion: 'success', status: 'completed' };

let nextId = 7000;
function artifact(name: string, created: string, files: Files): StoryArtifact {
  nextId += 1;
  return { id: nextId, name, created, files, contentType: 'application/zip', expired: false };
}

function report(xml: string, covered = 92): Files {
  return { 'junit.xml': xml, 'coverage.xml': cobertura('tide/tables.py', covered, 100, 'x') };
}

/** Fails the tests of one matrix job of the first attempt. */
function failTests(story: Story, python: string | undefined): void {
  const job = runOf(story, HEAD_RUN).attempts[0]?.jobs.find(({ name }) =>
    name.includes(`${python}`),
  );
  for (const step of job?.steps ?? []) if (step.name === 'tests') step.conclusion = 'failure';
}

function writeAttempt(story: Story): void {
  editFile(story, 'main', CI, (text) =>
    text.replace(
      'name: reports-${{ matrix.python }}',
      'name: reports-${{ matrix.python }}-${{ github.run_attempt }}',
    ),
  );
}

/** One matrix job failed and was run again; the name of each report ends in its attempt. */
function rerun(second: Files = report(GOOD)): Story {
  return storyWith((story) => {
    writeAttempt(story);
    for (const one of runOf(story, BASE_RUN).artifacts) one.name += '-1';
    failTests(story, REPEATED);
    rerunFailedJobs(story, HEAD_RUN, makeGreen);
    const [scans] = runOf(story, HEAD_RUN).artifacts;
    runOf(story, HEAD_RUN).artifacts = [
      artifact(`reports-${KEPT}-1`, FIRST, { ...scans?.files, ...report(GOOD) }),
      artifact(`reports-${REPEATED}-1`, FIRST, report(BAD)),
      artifact(`reports-${REPEATED}-2`, SECOND, second),
    ];
  });
}

const measured = (audit: Audit, rule = 'test-results') => [
  levelIn(audit, rule),
  ruleIn(audit, rule).measured,
];

describe('after failed jobs were run again', () => {
  it('counts the kept report and the repeated one, not the one that it replaced', async () => {
    expect(measured(await auditOf(rerun()))).toEqual([5, '4 passed, 0 failed']);
  });

  it('compares coverage with the base, whose names end in another attempt', async () => {
    const audit = await auditOf(rerun(report(GOOD, 91)));
    expect(measured(audit, 'coverage-delta')).toEqual([
      5,
      '92% of lines (base 90%) in reports-3.11.9',
    ]);
  });

  it('counts the repeated report when it failed again', async () => {
    expect(measured(await auditOf(rerun(report(BAD))))).toEqual([
      1,
      '3 passed, 1 failed; job test (3.12.4) passed all the same',
    ]);
  });

  it('keeps a failure whose repetition was cancelled before its tests', async () => {
    const story = rerun();
    const run = runOf(story, HEAD_RUN);
    run.artifacts.pop();
    const job = run.attempts[1]?.jobs.find(({ name }) => name.includes(`${REPEATED}`));
    job?.steps.forEach((step, at) => {
      step.conclusion = at === 0 ? 'cancelled' : 'skipped';
    });
    expect(measured(await auditOf(story))[0]).toBe(1);
  });

  it('counts the later of two artifacts of one name, whatever their ids', async () => {
    const story = storyWith((told) => {
      addAttempt(told, HEAD_RUN, () => undefined);
      concludeStep(told, HEAD_RUN, 'tests', 'failure');
      runOf(told, HEAD_RUN).artifacts = [
        { ...artifact('reports-3.12.4', FIRST, report(GOOD)), id: 99_999 },
        { ...artifact('reports-3.12.4', SECOND, report(BAD)), id: 50 },
      ];
    });
    expect(measured(await auditOf(story))[1]).toMatch(/^1 passed, 1 failed/);
  });

  it('keeps the reports of two matrix jobs that share an artifact name', async () => {
    const story = storyWith((told) => {
      failTests(told, REPEATED);
      rerunFailedJobs(told, HEAD_RUN, makeGreen);
      // The kept job goes on alone after the other one ended.
      const jobs = runOf(told, HEAD_RUN).attempts.flatMap((attempt) => attempt.jobs);
      for (const job of jobs) if (job.name.includes(`${KEPT}`)) job.steps.push(WAIT);
      editFile(told, 'main', CONFIG, (text) => text.replaceAll("'reports-*'", "'reports*'"));
      runOf(told, HEAD_RUN).artifacts = [
        artifact('reports', '2026-05-04T10:02:50Z', report(GOOD)),
        artifact('reports', SECOND, report(BAD)),
      ];
    });
    expect(measured(await auditOf(story))[1]).toMatch(/^3 passed, 1 failed/);
  });
});

describe('matrix jobs that share a name', () => {
  it('keeps the passed ones when only some of them ran again', async () => {
    const story = storyWith((told) => {
      failTests(told, REPEATED);
      addAttempt(told, HEAD_RUN, (attempt) => {
        makeGreen(attempt);
        attempt.jobs.shift();
      });
      for (const { jobs } of runOf(told, HEAD_RUN).attempts)
        for (const job of jobs) job.name = 'test';
    });
    const audit = await auditOf(story);
    expect(
      audit.runs.find(({ id }) => id === HEAD_RUN)?.jobs.map(({ conclusion }) => conclusion),
    ).toEqual(['success', 'success']);
  });
});

describe('names that differ from run to run', () => {
  it.each([
    ['the run', (run: Story['runs'][number]) => String(run.id)],
    ['a commit', ({ id }: Story['runs'][number]) => `${id}abcdef0123`.slice(0, 10)],
    [
      'the date',
      ({ artifacts }: Story['runs'][number]) => artifacts[0]?.created.slice(0, 10) ?? '',
    ],
  ])('are compared with the base without %s', async (_, ending) => {
    const story = storyWith((told) => {
      for (const run of told.runs) {
        const end = ending(run);
        for (const one of run.artifacts) one.name += `-${end}`;
      }
    });
    expect(measured(await auditOf(story), 'coverage-delta')).toEqual([
      5,
      '92% of lines (base 90%) in reports-3.11.9',
    ]);
  });
});

describe('merged artifacts', () => {
  /** One artifact with a folder for each artifact that it was merged from. */
  function merged(story: Story, run: number): void {
    const { artifacts } = runOf(story, run);
    const files = artifacts.flatMap(({ name, files: own }) =>
      Object.entries(own).map(([path, content]) => [`${name}/${path}`, content] as const),
    );
    const created = artifacts[0]?.created ?? '';
    runOf(story, run).artifacts = [artifact('all-reports', created, Object.fromEntries(files))];
  }

  it('keep matrix jobs apart as their own artifacts do', async () => {
    const story = storyWith((told) => {
      editFile(told, 'main', CONFIG, (text) => text.replaceAll('reports-*', '*reports*'));
      merged(told, HEAD_RUN);
    });
    const audit = await auditOf(story);
    expect([...measured(audit), ...measured(audit, 'coverage-delta')]).toEqual([
      5,
      '4 passed, 0 failed',
      5,
      '92% of lines (base 90%) in reports-3.11.9',
    ]);
  });

  it('do not bring back a report that another attempt replaced', async () => {
    const story = rerun();
    const before = runOf(story, HEAD_RUN).artifacts;
    merged(story, HEAD_RUN);
    const [all] = runOf(story, HEAD_RUN).artifacts;
    if (all) runOf(story, HEAD_RUN).artifacts = [...before, { ...all, created: SECOND }];
    expect(measured(await auditOf(story))).toEqual([5, '4 passed, 0 failed']);
  });
});

it('counts equal reports of two matrix jobs twice', async () => {
  const story = honestStory();
  for (const one of runOf(story, HEAD_RUN).artifacts) {
    one.created = FIRST;
    Object.assign(one.files, report(GOOD));
  }
  expect(measured(await auditOf(story))).toEqual([5, '4 passed, 0 failed']);
});

describe('a report that is gone', () => {
  /** Tests of one matrix job failed, and its report is gone. */
  function lost(change: (story: Story) => void): Story {
    return storyWith((story) => {
      failTests(story, REPEATED);
      change(story);
    });
  }

  it.each([
    ['deleted', (story: Story) => void runOf(story, HEAD_RUN).artifacts.pop()],
    [
      'expired',
      (story: Story) =>
        void Object.assign(runOf(story, HEAD_RUN).artifacts[1] ?? {}, { expired: true }),
    ],
  ])('raises nothing when it was %s, because its step failed', async (_, change) => {
    const audit = await auditOf(lost(change));
    expect([levelIn(audit, 'test-results'), audit.verdict]).toEqual(['0–5', 'red']);
  });
});

describe('an expired report of a matrix job whose steps passed', () => {
  it.each(['test-results', 'coverage-delta'])(
    'leaves %s open when another matrix job uploaded such a report',
    async (rule) => {
      const story = storyWith((told) => {
        for (const one of runOf(told, HEAD_RUN).artifacts) one.created = FIRST;
        Object.assign(runOf(told, HEAD_RUN).artifacts[1] ?? {}, { expired: true });
      });
      expect(ruleIn(await auditOf(story), rule)).toMatchObject({ level: 0, state: 'open' });
    },
  );
});

describe('evidence of the base that expired', () => {
  it('raises nothing when only that of one matrix job did', async () => {
    const story = honestStory();
    Object.assign(runOf(story, BASE_RUN).artifacts[1] ?? {}, { expired: true });
    const audit = await auditOf(story);
    expect(['coverage-delta', 'test-count'].map((rule) => ruleIn(audit, rule).level)).toEqual([
      0, 0,
    ]);
  });

  it.each([
    ['coverage', 'coverage-delta', 0],
    ['tests', 'test-count', 0],
    ['a bill of materials', 'sbom-continuity', 3],
  ])('raises nothing: %s', async (_, rule, lowest) => {
    const story = honestStory();
    for (const one of runOf(story, BASE_RUN).artifacts) one.expired = true;
    const { level, state } = ruleIn(await auditOf(story), rule);
    expect([level, state]).toEqual([lowest, 'open']);
  });
});

describe('a run that lists fewer jobs than its workflow has', () => {
  it('is open for the matrix job that is gone, and passes nothing', async () => {
    const story = storyWith((told) => {
      runOf(told, HEAD_RUN).attempts[0]?.jobs.pop();
    });
    const audit = await auditOf(story);
    expect([levelIn(audit, 'required-runs'), audit.verdict]).toEqual(['0–5', 'red']);
    expect(ruleIn(audit, 'required-runs').open).toMatchObject([
      { what: 'run of CI › test', why: expect.stringContaining('run 502 lists 1 of 2 jobs of it') },
    ]);
  });

  it('proves nothing when all its jobs were skipped', async () => {
    const story = storyWith((told) => {
      for (const job of runOf(told, HEAD_RUN).attempts[0]?.jobs ?? []) job.conclusion = 'skipped';
    });
    const audit = await auditOf(story);
    expect([levelIn(audit, 'required-runs'), audit.verdict]).toEqual(['0–5', 'red']);
  });
});
