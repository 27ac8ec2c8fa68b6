import { expect, it } from '@jest/globals';
import { concludeStep, runOf } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/story.ts';
import type { Audit } from '../../src/model/audit.ts';
import { auditOf, gateIn, issueOf, levelIn, ruleIn } from './audit-of.ts';
import { junit } from './honest-reports.ts';
import { HEAD_RUN, HEAD_TESTS, JOB, storyWith } from './honest-story.ts';

/* A report, the log of its job and the job's own conclusion are three witnesses of the same tests. */

const PASSED = '============ 2 passed in 0.12s ============\n';

/** What pytest printed in the job of a leg; the other leg's log agrees with its report. */
function logged(story: Story, text: string, job = JOB): void {
  const jobs = runOf(story, HEAD_RUN).attempts[0]?.jobs ?? [];
  for (const one of jobs) one.log = `=== tests\n${one.name === job ? text : PASSED}`;
}

function reported(story: Story, xml: string): void {
  const artifact = runOf(story, HEAD_RUN).artifacts.find(({ name }) => name === 'reports-3.12.4');
  if (artifact === undefined) throw new Error('the story has no report of that leg');
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
    severity: 'high',
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
  expect(issueOf(audit, 'test-results')?.observation).toMatch(/^1 test failed .* \(and 1 more\)$/);
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
  expect([levelIn(audit, 'test-results'), issueOf(audit, 'test-results')]).toEqual([5, undefined]);
});
