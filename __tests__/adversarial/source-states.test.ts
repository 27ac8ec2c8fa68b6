import { beforeAll, expect, it } from '@jest/globals';
import { addAttempt, changeMerge, editFile, makeGreen, runOf } from '../../sandbox/edit-story.ts';
import type { Files, Story, StoryArtifact } from '../../sandbox/story.ts';
import type { Audit, AuditSource } from '../../src/model/audit.ts';
import { renderDocument } from '../../src/render/document.ts';
import { auditOf, levelIn } from './audit-of.ts';
import { junit } from './honest-reports.ts';
import { CONFIG, HEAD_RUN, storyWith } from './honest-story.ts';

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
  expect(levelIn(broken, 'test-results')).toBe('unknown');
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
  // Two legs of two tests, and the one of the twins.
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
