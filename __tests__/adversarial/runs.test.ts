import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  addAttempt,
  changeMerge,
  concludeStep,
  editFile,
  leaveRunning,
  makeGreen,
  runOf,
} from '../../sandbox/edit-story.ts';
import type { Files, Story, StoryArtifact } from '../../sandbox/story.ts';
import type { Audit, AuditSource } from '../../src/model/audit.ts';
import { renderDocument } from '../../src/render/document.ts';
import { auditOf, gateIn, issueOf, levelIn, ruleIn } from './audit-of.ts';
import { junit } from './honest-reports.ts';
import {
  CONFIG,
  ciRun,
  HEAD_RUN,
  HEAD_TESTS,
  honestStory,
  JOB,
  storyWith,
} from './honest-story.ts';

describe('Red runs', () => {
  /* Point 5: “all jobs passed” on a red run; green verdicts on red or pending CI. */

  it('names the run as red when one step of one matrix job is red', async () => {
    const audit = await auditOf(
      storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', 'failure')),
    );
    expect([levelIn(audit, 'required-runs'), gateIn(audit, 'CI stability'), audit.verdict]).toEqual(
      [0, 'failed', 'red'],
    );
    expect(issueOf(audit, 'required-runs')).toMatchObject({
      observation: expect.stringContaining('tests'),
      source: { runId: HEAD_RUN, job: expect.any(String) },
    });
  });

  it.each(['cancelled', 'timed_out'])('a run that was %s did not pass', async (conclusion) => {
    const audit = await auditOf(
      storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', conclusion)),
    );
    expect([levelIn(audit, 'required-runs'), audit.verdict]).toEqual([0, 'red']);
  });

  it('a run still going is pending, not passed', async () => {
    const audit = await auditOf(storyWith((story) => leaveRunning(story, HEAD_RUN, 'tests')));
    expect([levelIn(audit, 'required-runs'), audit.outcome]).toEqual(['0–5', 'PENDING']);
    expect(audit.verdict).not.toBe('green');
    expect(audit.reason).toContain('1 run unfinished');
  });

  it('a run that passed only when it was run again is a flake on record', async () => {
    const audit = await auditOf(
      storyWith((story) => {
        concludeStep(story, HEAD_RUN, 'tests', 'failure');
        const { started } = addAttempt(story, HEAD_RUN, makeGreen);
        for (const one of runOf(story, HEAD_RUN).artifacts)
          one.created = started.replace('00.000Z', '30Z');
      }),
    );
    expect([levelIn(audit, 'required-runs'), levelIn(audit, 'stable-runs')]).toEqual([
      4,
      expect.any(Number),
    ]);
    expect(levelIn(audit, 'stable-runs')).toBeLessThan(5);
    expect(audit.flakes).toMatchObject([{ count: 1 }]);
  });

  it('a green run on its first attempt raises no alarm', async () => {
    const audit = await auditOf(honestStory());
    expect(ruleIn(audit, 'required-runs')).toMatchObject({
      level: 5,
      measured: '1 of 1 run passed',
    });
    expect([gateIn(audit, 'CI stability'), issueOf(audit, 'required-runs'), audit.flakes]).toEqual([
      'passed',
      undefined,
      [],
    ]);
  });
});

describe('Runs after the merge', () => {
  /* Point 10: post-merge runs red where only the pull request’s smoke test was looked at. */

  const AFTER = 503;

  /** CI ran once more on the commit of the merge. */
  const merged = (conclusion: string): Story =>
    storyWith((story) => {
      const run = ciRun(AFTER, 'merged', 'main', '2026-05-04T12:31:00Z', HEAD_TESTS, 92);
      for (const step of run.attempts[0]?.jobs[1]?.steps ?? []) {
        if (step.name === 'tests') step.conclusion = conclusion;
      }
      story.runs.push(run);
    });

  it('a run that turned red after the merge counts, though the pull request’s was green', async () => {
    const audit = await auditOf(merged('failure'), 'push');
    expect(audit.runs.map(({ id, conclusion }) => [id, conclusion])).toEqual(
      expect.arrayContaining([
        [502, 'success'],
        [AFTER, 'failure'],
      ]),
    );
    expect([levelIn(audit, 'required-runs'), levelIn(audit, 'gates-before-merge')]).toEqual([0, 1]);
    expect([gateIn(audit, 'CI stability'), audit.verdict]).toEqual(['failed', 'red']);
    expect(issueOf(audit, 'gates-before-merge')).toMatchObject({
      observation: expect.stringMatching(/^Workflow CI failed in job test/),
      source: { runId: AFTER },
    });
  });

  it('a merge that stayed green raises no alarm', async () => {
    const audit = await auditOf(merged('success'), 'push');
    expect([levelIn(audit, 'required-runs'), levelIn(audit, 'gates-before-merge')]).toEqual([5, 5]);
    expect([gateIn(audit, 'CI stability'), issueOf(audit, 'gates-before-merge')]).toEqual([
      'passed',
      undefined,
    ]);
  });
});

describe('Contradicting witnesses', () => {
  /* A report, the log of its job and the job's own conclusion are three witnesses of the same tests. */

  const PASSED = '============ 2 passed in 0.12s ============\n';

  /** What pytest printed in the job of one matrix job; the log of the other agrees with its report. */
  function logged(story: Story, text: string, job = JOB): void {
    const jobs = runOf(story, HEAD_RUN).attempts[0]?.jobs ?? [];
    for (const one of jobs) one.log = `=== tests\n${one.name === job ? text : PASSED}`;
  }

  function reported(story: Story, xml: string): void {
    const artifact = runOf(story, HEAD_RUN).artifacts.find(({ name }) => name === 'reports-3.12.4');
    if (artifact === undefined) throw new Error('the story has no report of that matrix job');
    artifact.files['junit.xml'] = xml;
  }

  const verdictOf = (audit: Audit) => [
    levelIn(audit, 'test-results'),
    gateIn(audit, 'Tests'),
    audit.verdict,
  ];

  it('a report whose failures only the log names is found out, and both are cited', async () => {
    const audit = await auditOf(
      storyWith((story) => logged(story, '===== 1 failed, 1 passed in 0.12s =====\n')),
    );
    expect(verdictOf(audit)).toEqual([3, 'failed', 'red']);
    expect(ruleIn(audit, 'test-results').measured).toBe(
      '4 passed, 0 failed; the log of job test (3.12.4) says otherwise',
    );
    expect(issueOf(audit, 'test-results')).toMatchObject({
      observation:
        'artifact reports-3.12.4 says 2 passed, 0 failed; the log of job test (3.12.4) says 1 passed, 1 failed (pytest, line 1).',
      source: { what: 'log of job test (3.12.4)', runId: HEAD_RUN, attempt: 1, job: JOB, line: 1 },
    });
    expect(ruleIn(audit, 'test-results').proof.map(({ source }) => source.what)).toEqual([
      'artifact reports-3.11.9',
      'artifact reports-3.12.4',
      'log of job test (3.12.4)',
    ]);
  });

  it('a report of more tests than the log tells of loses its 5', async () => {
    const padded = junit({ passed: [...HEAD_TESTS, 'a › 1', 'a › 2', 'a › 3'] }, 'padded');
    const audit = await auditOf(
      storyWith((story) => {
        logged(story, PASSED);
        reported(story, padded);
      }),
    );
    expect(levelIn(audit, 'test-results')).toBe(4);
    expect(issueOf(audit, 'test-results')?.observation).toBe(
      'artifact reports-3.12.4 says 5 passed, 0 failed; the log of job test (3.12.4) says 2 passed, 0 failed (pytest, line 1).',
    );
  });

  it('a report without a failure of a test step that failed is found out', async () => {
    const audit = await auditOf(
      storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', 'failure')),
    );
    expect([levelIn(audit, 'test-results'), audit.verdict]).toEqual([4, 'red']);
    expect(issueOf(audit, 'test-results')).toMatchObject({
      severity: 'critical',
      observation: expect.stringMatching(
        /^artifact reports-3\.11\.9 says 2 passed, 0 failed, and step tests of job test \(3\.11\.9\) failed/,
      ),
      source: { job: 'test (3.11.9)', step: 'tests' },
    });
  });

  it('failures that turned nothing red are found out', async () => {
    const failing = junit({ passed: HEAD_TESTS, failed: ['a › b'] }, 'failing');
    const audit = await auditOf(
      storyWith((story) => {
        logged(story, '===== 1 failed, 2 passed in 0.12s =====\n');
        reported(story, failing);
      }),
    );
    expect(ruleIn(audit, 'test-results').measured).toBe(
      '4 passed, 1 failed; job test (3.12.4) passed all the same',
    );
    expect(ruleIn(audit, 'test-results').proof.map(({ text }) => text)).toContain(
      'job test (3.12.4) passed all the same: step tests passed, and its report names 1 failure',
    );
    expect(issueOf(audit, 'test-results')?.observation).toMatch(
      /^1 test failed without a live deferral/,
    );
    expect(audit.issues.map(({ observation }) => observation)).toContainEqual(
      expect.stringContaining('job test (3.12.4) passed all the same'),
    );
  });

  it('three witnesses that agree raise no alarm', async () => {
    const audit = await auditOf(storyWith((story) => logged(story, PASSED)));
    expect(verdictOf(audit)).toEqual([5, 'passed', 'green']);
    expect([issueOf(audit, 'test-results'), audit.notices]).toEqual([undefined, []]);
  });

  it.each([
    ['another step failed', (story: Story) => concludeStep(story, HEAD_RUN, 'secrets', 'failure')],
    [
      'the report is of one of two tools',
      (story: Story) =>
        logged(
          story,
          `${PASSED}test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n`,
        ),
    ],
    [
      'tests passed and the coverage did not',
      (story: Story) => {
        logged(
          story,
          `FAIL Required test coverage of 90% not reached. Total coverage: 73.00%\n${PASSED}`,
          'test (3.11.9)',
        );
        concludeStep(story, HEAD_RUN, 'tests', 'failure');
      },
    ],
  ])('no contradiction: %s', async (_what, change) => {
    const audit = await auditOf(storyWith(change));
    expect([levelIn(audit, 'test-results'), issueOf(audit, 'test-results')]).toEqual([
      5,
      undefined,
    ]);
  });
});

describe('States of sources', () => {
  /* Every way an expected source can end, in one run that was run twice. */

  const SECOND_ATTEMPT = '2026-05-04T11:02:30Z';
  const FIRST_ATTEMPT = '2026-05-04T10:02:30Z';
  const ONE_TEST = junit({ passed: ['a.py › test_a'] }, 'x');

  function artifact(id: number, name: string, files: Files, more: Partial<StoryArtifact> = {}) {
    const created = SECOND_ATTEMPT;
    return { id, name, created, files, contentType: 'application/zip', expired: false, ...more };
  }

  const ARTIFACTS: readonly StoryArtifact[] = [
    artifact(71, 'good', { 'junit.xml': ONE_TEST }),
    artifact(72, 'old', { 'junit.xml': ONE_TEST }, { expired: true }),
    artifact(73, 'blank', { 'out.xml': '' }),
    artifact(74, 'no-cases', { 'junit.xml': '<testsuites/>' }),
    artifact(75, 'cut', { 'junit.xml': ONE_TEST.slice(0, -20) }),
    artifact(76, 'not-a-zip', {}, { raw: Buffer.from('PK\x03\x04 and no more') }),
    artifact(77, 'pages', { 'index.html': '<!doctype html><p>12 passed</p>' }),
    artifact(78, 'before', { 'junit.xml': ONE_TEST }, { created: FIRST_ATTEMPT }),
    artifact(79, 'bare.xml', {}, { raw: Buffer.from(ONE_TEST), contentType: 'text/xml' }),
  ];
  const NAMES = [...ARTIFACTS.map(({ name }) => name), 'never-uploaded'];

  function declare(story: Story): void {
    const sources = NAMES.map(
      (name) => `  - { kind: tests, artifact: '${name}', required: false }\n`,
    ).join('');
    editFile(story, 'main', CONFIG, (text) =>
      text.replace(/sources:\n(?: {2}- .*\n)+/, `sources:\n${sources}`),
    );
  }

  function rerun(story: Story): void {
    addAttempt(story, HEAD_RUN, makeGreen);
    const run = runOf(story, HEAD_RUN);
    for (const one of run.artifacts) one.created = SECOND_ATTEMPT;
    run.artifacts.push(...ARTIFACTS);
  }

  let audit: Audit;
  beforeAll(async () => {
    audit = await auditOf(
      storyWith((story) => {
        declare(story);
        rerun(story);
      }),
    );
  });

  const sourceFrom = (name: string): AuditSource => {
    const found = audit.sources.find(({ expected }) => expected === `tests from artifact ${name}`);
    if (found === undefined) throw new Error(`no source ${name}`);
    return found;
  };

  it('every expected source ends in the state it is in', () => {
    expect(Object.fromEntries(NAMES.map((name) => [name, sourceFrom(name).state]))).toEqual({
      good: 'present',
      old: 'expired',
      blank: 'empty',
      'no-cases': 'empty',
      cut: 'unreadable',
      'not-a-zip': 'unreadable',
      pages: 'missing',
      before: 'stale',
      'bare.xml': 'present',
      'never-uploaded': 'missing',
    });
  });

  it('each names the run, the attempt, the artifact and its digest', () => {
    const found = NAMES.map(sourceFrom).filter(({ run_id }) => run_id !== null);
    expect(found.map(({ run_id, attempt, artifact_id }) => [run_id, attempt, artifact_id])).toEqual(
      ARTIFACTS.map(({ id, name }) => [HEAD_RUN, name === 'before' ? 1 : 2, id]),
    );
    expect(found.every(({ digest }) => /^sha256:[0-9a-f]{64}$/.test(digest ?? ''))).toBe(true);
  });

  it('the document shows all of it, source by source', () => {
    const line = renderDocument(audit)
      .split('\n')
      .find((one) => one.includes('tests from artifact before'));
    expect(line).toMatch(/\*\*✗ stale\*\*.*artifacts\/78\).* of run .*502.* attempt 1 /);
  });

  it('each that is not present says why, in words to act on', () => {
    expect(sourceFrom('blank').why).toMatch(/^out\.xml has not one byte: /);
    expect(sourceFrom('no-cases').why).toBe('junit.xml is well-formed, but holds no result');
    expect(sourceFrom('cut').why).toMatch(/^junit\.xml: .*cut off/);
    expect(sourceFrom('old').why).toContain('retention');
    expect(sourceFrom('before').why).toContain(
      'of attempt 1; attempt 2 repeated the job and uploaded none of this name',
    );
    expect(sourceFrom('never-uploaded').why).toBe(
      'no evidence run uploaded an artifact named never-uploaded',
    );
  });

  it('after a merge that changed the code, what the head uploaded is stale', async () => {
    const merged = await auditOf(
      storyWith((story) => changeMerge(story, { 'tide/tables.py': 'def high():\n    return 9\n' })),
      'push',
    );
    expect(merged.sources[0]).toMatchObject({
      expected: 'tests (junit) from artifact reports-* of CI',
      state: 'stale',
      run_id: HEAD_RUN,
      why: expect.stringContaining('whose code differs'),
    });
    expect(merged.verdict).toBe('red');
  });

  it('a broken file that nobody declared is listed as what it is, and lacks there alone', async () => {
    const broken = await auditOf(
      storyWith((story) => {
        runOf(story, HEAD_RUN).artifacts.push(
          artifact(81, 'odd', {
            'coverage.xml': '',
            'bom.json': '{"bomFormat":"CycloneDX","specVersion":"1.5","comp',
            'trace.json': '',
            'junit.xml': 'npm error code ENOENT\n',
            'notes.txt': '',
          }),
        );
      }),
    );
    const odd = broken.sources.filter(({ expected }) => expected.endsWith('of artifact odd'));
    expect(odd.map(({ kind, state, expected }) => [kind, state, expected])).toEqual([
      ['sbom', 'unreadable', 'cyclonedx report bom.json of artifact odd'],
      ['coverage', 'empty', 'file coverage.xml of artifact odd'],
      ['tests', 'unreadable', 'file junit.xml of artifact odd'],
      ['unknown', 'empty', 'file trace.json of artifact odd'],
    ]);
    expect(levelIn(broken, 'test-results')).toBe('0–5');
    expect(levelIn(broken, 'vulnerability-scan')).toBe(5);
  });

  it('a report uploaded twice is counted once, and the audit says so', async () => {
    const file = junit({ passed: ['test/test_tables.py › test_high'] }, 'twin');
    const other = file.replaceAll('time="0.01"', 'time="0.02"');
    const twins = await auditOf(
      storyWith((story) => {
        runOf(story, HEAD_RUN).artifacts.push(
          artifact(82, 'one', { 'a.xml': file, 'b.xml': other }),
          artifact(83, 'two', { 'a.xml': file }),
        );
      }),
    );
    // Two matrix jobs of two tests each; the duplicate counts once.
    expect(twins.evidence.tests?.tests).toBe(5);
    expect(twins.notices).toEqual([
      'a.xml of artifact two is the same file as a.xml of artifact one and is counted once',
      'b.xml of artifact one has the same tests with the same results as a.xml of artifact one and is counted once',
    ]);
  });

  it('what a reader remarked on a report stands in the audit', async () => {
    const remarked = await auditOf(
      storyWith((story) => {
        runOf(story, HEAD_RUN).artifacts.push(
          artifact(84, 'liar', {
            'junit.xml': '<testsuite name="s" tests="40"><testcase name="t"/></testsuite>',
          }),
        );
      }),
    );
    expect(remarked.notices).toEqual([
      expect.stringMatching(/^junit\.xml of artifact liar: .*40 tests/),
    ]);
  });
});
