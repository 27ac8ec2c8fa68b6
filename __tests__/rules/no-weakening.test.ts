import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { noWeakening } from '../../src/rules/no-weakening.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { type Story, tell } from './story.ts';

const workflow = (gate: string, extra = ''): string =>
  `on: pull_request\n${extra}jobs:\n  test:\n    steps:\n      - uses: actions/checkout@v4\n      - name: Coverage\n        run: ${gate}\n`;
const GATE = 'coverage report --fail-under=60';
const lower = 'coverage report --fail-under=33';
const level = (head: string, base: string, more: Story = {}) =>
  levelIn(noWeakening, { workflow: head, baseWorkflow: base, ...more });
const live = (covers: object): Story => ({
  deferrals: [{ id: 'D-1', until: 'M02', ...covers }],
});

it('earns each level by what is weaker than the base', () => {
  const pinned = workflow(GATE).replace('@v4', `@${'1'.repeat(40)}`);
  expect([
    level(workflow(GATE), workflow(GATE)),
    level(workflow(GATE), pinned),
    level(workflow(lower), workflow(GATE), live({ threshold: 'coverage.lines' })),
    level(workflow(lower), workflow(GATE)),
  ]).toEqual([5, 4, 3, 0]);
});

it('shows before and after with both lines', () => {
  expect(
    find(noWeakening, { workflow: workflow(lower, '# moved\n'), baseWorkflow: workflow(GATE) }),
  ).toMatchObject({
    level: 0,
    proof: [
      { source: { line: 7, commit: 'b'.repeat(40) } },
      { source: { line: 8, commit: 'a'.repeat(40) } },
    ],
    flaws: [
      {
        observation: expect.stringMatching(/ci\.yml:7 .*60.* became .*ci\.yml:8 .*33/),
        severity: 'critical',
      },
    ],
  });
});

it('accepts a deferral of the rule or of the line, and no expired one', () => {
  const path = '.github/workflows/ci.yml';
  expect([
    level(workflow(lower), workflow(GATE), live({ rule: 'no-weakening', level: 5 })),
    level(workflow(lower), workflow(GATE), live({ threshold: `${path}:7` })),
    level(workflow(lower), workflow(GATE), live({ threshold: 'coverage.lines', until: 'M01' })),
    level(workflow(lower), workflow(GATE), live({ threshold: 'other' })),
  ]).toEqual([3, 3, 0, 0]);
});

it('finds no weakening in better pins, a raised threshold, a renamed step, or a new workflow', () => {
  const better = workflow('coverage report --fail-under=80')
    .replace('@v4', `@${'1'.repeat(40)}`)
    .replace('name: Coverage', 'name: Coverage gate');
  expect([
    level(better, workflow(GATE)),
    levelIn(noWeakening, { workflow: better, baseWorkflows: {} }),
  ]).toEqual([5, 5]);
});

it('is 0 when the only workflow was deleted', () => {
  expect(levelIn(noWeakening, { workflows: {}, baseWorkflow: workflow(GATE) })).toBe(0);
});

it('is not applicable without a base, or without workflow files at either commit', () => {
  expect([
    levelIn(noWeakening, { workflow: workflow(GATE) }),
    levelIn(noWeakening, { workflows: {}, baseWorkflows: {} }),
  ]).toEqual(['not-applicable', 'not-applicable']);
});

const broken = { '.github/workflows/x.yml': 'on: [\n' };

it('is open when a file on either side cannot be read', () => {
  const pinned = workflow(GATE).replace('@v4', `@${'1'.repeat(40)}`);
  expect([
    level(workflow(GATE), workflow(GATE), { workflows: broken }),
    level(workflow(GATE), workflow(GATE), { baseWorkflows: broken }),
    level(workflow(GATE), pinned, { workflows: broken }),
  ]).toEqual(['0–5', '0–5', '0–5']);
});

it('is certain of what is weaker in one file alone, whatever another file holds', () => {
  const covered = { ...live({ threshold: 'coverage.lines' }), workflows: broken };
  const ignored = workflow(`${GATE} || true`);
  const narrowed = workflow(GATE).replace('on: pull_request', 'on: workflow_dispatch');
  expect([
    level(workflow(lower), workflow(GATE), { workflows: broken }),
    level(workflow(lower), workflow(GATE), { baseWorkflows: broken }),
    level(workflow(lower), workflow(GATE), covered),
    level(ignored, workflow(GATE), { workflows: broken }),
    level(narrowed, workflow(GATE), { workflows: broken }),
  ]).toEqual([0, 0, '0–3', 0, 0]);
});

it('names a removed check that a file which cannot be read may hold', () => {
  const story = { baseWorkflow: workflow(GATE), workflows: broken };
  expect(find(noWeakening, { ...story, workflow: workflow('echo') })).toMatchObject({
    level: 0,
    most: 5,
    measured: expect.stringMatching(/^2 weakenings \(/),
    open: expect.arrayContaining([expect.objectContaining({ what: '.github/workflows/x.yml' })]),
    flaws: [{ severity: 'critical' }, { severity: 'critical' }],
  });
});

const part = (files: object, kind: 'files' | 'baseFiles', story: Story): Story => {
  const told = tell(story).evidence[kind];
  if (told.state !== 'present') throw new Error(`the story has no ${kind}`);
  const more = { ...told, value: { ...told.value, ...files } };
  return { ...story, evidence: { ...story.evidence, [kind]: more } };
};

it('compares the head with the previous milestone too, and says so', () => {
  const story = { workflow: workflow(lower), baseWorkflow: workflow(lower) };
  const former = readWorkflow('.github/workflows/ci.yml', 'f', workflow(GATE));
  const files = { commit: 'e'.repeat(40), workflows: [former], settings: [], locks: [] };
  const since = { state: 'read', milestone: 'M00', files, asBase: [] };
  const same = { state: 'read', milestone: 'M00', files: { ...files, workflows: [] } };
  const asBase = ['.github/workflows/ci.yml'];
  const lost = { state: 'unreadable', milestone: 'M00', why: 'it is gone' };
  expect(find(noWeakening, part({ milestone: since }, 'baseFiles', story))).toMatchObject({
    level: 0,
    proof: [{ source: { commit: 'e'.repeat(40), line: 7 } }, { source: { line: 7 } }],
    flaws: [{ observation: expect.stringMatching(/^since M00: threshold lowered: .*60.*33/) }],
  });
  expect([
    levelIn(noWeakening, part({ milestone: { ...same, asBase } }, 'baseFiles', story)),
    levelIn(noWeakening, part({ milestone: lost }, 'baseFiles', story)),
  ]).toEqual([5, '0–5']);
});

it('is open when settings that changed were not read, and not when they are the same', () => {
  const story = { workflow: workflow(GATE), baseWorkflow: workflow(GATE) };
  const unread = (blob: string) => ({ unread: [{ path: 'setup.cfg', blob, why: 'too large' }] });
  const between = (was: object, is: object) =>
    levelIn(noWeakening, part(is, 'files', part(was, 'baseFiles', story)));
  expect([
    between(unread('a'), unread('a')),
    between(unread('a'), unread('b')),
    between({}, unread('a')),
    between(unread('a'), {}),
  ]).toEqual([5, '0–5', '0–5', '0–5']);
});

it('counts a weakening against base and milestone once', () => {
  const story = { workflow: workflow(lower), baseWorkflow: workflow(GATE) };
  const former = readWorkflow('.github/workflows/ci.yml', 'f', workflow(GATE));
  const files = { commit: 'e'.repeat(40), workflows: [former], settings: [], locks: [] };
  const since = { state: 'read', milestone: 'M00', files, asBase: [] };
  expect(find(noWeakening, part({ milestone: since }, 'baseFiles', story))).toMatchObject({
    measured: '1 weakening (threshold lowered)',
  });
});

it('compares the tests that changed files declare, and is open when some cannot be read', () => {
  const story = { workflow: workflow(GATE), baseWorkflow: workflow(GATE) };
  const test = {
    path: 'test_a.py',
    line: 3,
    name: 'test_a',
    group: false,
    state: 'runs',
    text: 'def test_a',
    body: 'b',
  };
  const declared = (tests: readonly object[], missing = '') => ({
    declared: { tests, removedFiles: [], missing },
  });
  const withTests = (now: object): Story =>
    part(now, 'files', part(declared([test]), 'baseFiles', story));
  const skipped = { ...test, state: 'skipped', text: '@skip' };
  const other = { ...test, name: 'test_z', body: 'z' };
  expect([
    levelIn(noWeakening, withTests(declared([test]))),
    levelIn(noWeakening, withTests(declared([other]))),
    levelIn(noWeakening, withTests(declared([skipped]))),
    levelIn(noWeakening, withTests(declared([]))),
    levelIn(noWeakening, withTests(declared([test], 'test_b.py could not be read'))),
    levelIn(noWeakening, withTests(declared([], 'test_b.py could not be read'))),
    levelIn(noWeakening, withTests({ declared: undefined })),
  ]).toEqual([5, 4, 0, 0, '0–5', '0–5', '0–5']);
});

it('finds a required check that no job reports any more', () => {
  const renamed = workflow(GATE).replace('  test:', '  unit:');
  const before = { baseWorkflow: workflow(GATE) };
  const refused = { requiredChecks: missing('the token may not read the rules') };
  expect([
    levelIn(noWeakening, { ...before, workflow: renamed, requiredChecks: ['test'] }),
    levelIn(noWeakening, {
      ...before,
      workflow: workflow(GATE),
      requiredChecks: ['test', 'other'],
    }),
    levelIn(noWeakening, { ...before, workflow: renamed, requiredChecks: ['lint'] }),
    levelIn(noWeakening, { ...before, workflow: renamed, evidence: refused }),
    levelIn(noWeakening, { ...before, workflow: renamed }),
    levelIn(noWeakening, { ...before, workflow: workflow(GATE), evidence: refused }),
  ]).toEqual([0, 5, 5, '0–5', 5, 5]);
});

it('gives each weakening its own cause', () => {
  const two = (first: number, second: number) =>
    workflow(
      `coverage report --fail-under=${first}\n      - run: npx jest --coverage --coverageThreshold='{"global":{"lines":${second}}}'`,
    );
  const finding = find(noWeakening, { workflow: two(50, 70), baseWorkflow: two(60, 80) });
  const flaws = finding.state === 'level' ? finding.flaws : [];
  expect(new Set(flaws.map(({ cause }) => cause)).size).toBe(2);
});

it('reports a path filter that takes no file any more', () => {
  const path = '.github/workflows/ci.yml';
  const text = workflow(GATE).replace(
    'on: pull_request',
    "on: { pull_request: { paths: ['src/**'] } }",
  );
  const { files, baseFiles } = tell({ workflow: text, baseWorkflow: text }).evidence;
  if (files.state !== 'present' || baseFiles.state !== 'present') throw new Error('no files');
  const idleTriggers = [{ path, event: 'pull_request', line: 1 }];
  const idle = { ...files, value: { ...files.value, idleTriggers } };
  const idleBase = { ...baseFiles, value: { ...baseFiles.value, idleTriggers } };
  const judged = (base: typeof baseFiles) =>
    levelIn(noWeakening, { evidence: { files: idle, baseFiles: base } });
  expect([judged(baseFiles), judged(idleBase)]).toEqual([0, 5]);
});

reachesEveryLevel(noWeakening);

it('is open where a script of another name runs, and its content is not known', () => {
  expect(
    find(noWeakening, { workflow: workflow('npm run unit'), baseWorkflow: workflow('npm test') }),
  ).toMatchObject({
    level: 0,
    most: 5,
    measured: expect.stringContaining('nothing weakened'),
    open: [{ what: 'whether `npm run unit` checks what `npm test` checked' }],
  });
});

it('is open where only the run knows whether another command runs the rest', () => {
  expect(
    find(noWeakening, {
      workflow: workflow('tox -e py && tox -e $REST'),
      baseWorkflow: workflow('tox -e py,lint'),
    }),
  ).toMatchObject({
    level: 0,
    most: 5,
    open: [{ why: expect.stringContaining('ci.yml:7 `tox -e $REST`') }],
  });
});

it('is open where a command that only the run knows took the place of a check', () => {
  expect(
    find(noWeakening, { workflow: workflow('$CHECK'), baseWorkflow: workflow('pytest') }),
  ).toMatchObject({ level: 0, most: 5, open: [{ what: '.github/workflows/ci.yml:7 $CHECK' }] });
});

it('is open at a new key that is not known, unless the config accepts it', () => {
  const story = {
    workflow: workflow('pytest\n        on-failure: pass'),
    baseWorkflow: workflow('pytest'),
  };
  const accepted = { ...story, config: { workflowKeys: { 'on-failure': 'only a color' } } };
  expect([
    level(story.workflow, story.baseWorkflow),
    level(accepted.workflow, accepted.baseWorkflow, accepted),
  ]).toEqual(['0–5', 5]);
});
