import { expect, it } from '@jest/globals';
import { readFile, runOf } from '../../sandbox/edit-story.ts';
import { loadStory } from '../../sandbox/load-story.ts';
import { m01, withSandbox } from './with-sandbox.ts';

const story = loadStory(m01);
const BRANCH = 'm01-ci-truthfulness';
const WORKFLOWS = ['linter.yml', 'tests.yml', 'milestone-audit.yml'];
const workflow = (branch: string, name: string) =>
  readFile(story, branch, `.github/workflows/${name}`) ?? '';
const usesIn = (text: string) => [...text.matchAll(/uses: ([^@\s]+)@(\S+)/g)];

it('actions stand at tags on main and at known commits on the branch', () => {
  const pinned = WORKFLOWS.flatMap((name) => usesIn(workflow(BRANCH, name)));
  const known = pinned.map(([, action = '', sha = '']) =>
    Object.values(story.actions[action]?.tags ?? {}).includes(sha),
  );
  const onMain = WORKFLOWS.flatMap((name) => usesIn(workflow('main', name)));
  expect(known).toEqual(pinned.map(() => true));
  expect(pinned.filter(([, , ref = '']) => !/^[0-9a-f]{40}$/.test(ref))).toEqual([]);
  expect(onMain.filter(([, , ref = '']) => !/^v\d$/.test(ref))).toEqual([]);
  expect([pinned.length, onMain.length]).toEqual([7, 7]);
});

it('the tag in the comment of a pin points at the pinned commit', () => {
  for (const name of WORKFLOWS) {
    for (const [, action = '', sha = '', tag = ''] of workflow(BRANCH, name).matchAll(
      /uses: ([^@\s]+)@(\S+) # (\S+)/g,
    )) {
      expect([action, story.actions[action]?.tags[tag]]).toEqual([action, sha]);
    }
  }
});

it('every line of the locks carries hashes, and every job with Python installs by them', () => {
  for (const name of ['lint', 'test']) {
    const lock = readFile(story, BRANCH, `requirements/requirements-${name}.txt`) ?? '';
    const packages = lock.split(/\n(?=\S)/).filter((entry) => !entry.startsWith('#'));
    expect(packages.filter((entry) => !/--hash=sha256:[0-9a-f]{64}/.test(entry))).toEqual([]);
    expect(packages.length).toBeGreaterThan(0);
  }
  for (const name of ['linter.yml', 'tests.yml']) {
    const text = workflow(BRANCH, name);
    expect(text).toContain('python-version: 3.10.6');
    expect(text.match(/pip install/g)).toEqual(['pip install']);
    expect(text).toContain('pip install --require-hashes -r requirements/');
  }
});

it('the runs are the two of the milestone: one green, one red, one attempt each', () =>
  withSandbox(async (ask, sandbox) => {
    const sha = sandbox.world.pulls[0]?.headSha;
    const { body } = await ask('GET', `/actions/runs?head_sha=${sha}`);
    const { workflow_runs } = body as { workflow_runs: Record<string, unknown>[] };
    expect(
      workflow_runs.map(({ id, name, conclusion, run_attempt, event }) => [
        id,
        name,
        conclusion,
        run_attempt,
        event,
      ]),
    ).toEqual([
      [22814850488, 'Tests', 'failure', 1, 'pull_request'],
      [22814396752, 'Linter', 'success', 1, 'pull_request'],
    ]);
  }));

it('the job ran eight named steps between set-up and upload, and coverage was skipped', () => {
  const [job] = runOf(story, 'tests.yml').attempts[0]?.jobs ?? [];
  expect(job?.steps.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
    'Set up job: success',
    'checkout: success',
    'set up python: success',
    'install deps: success',
    'pip-audit: success',
    'create stub repositories: success',
    'setup env: success',
    'smoke: success',
    'start server: success',
    'pytest: failure',
    'coverage: skipped',
    'upload test results: success',
    'upload server output: success',
    'Complete job: success',
  ]);
});

it('the report has 35 cases, of which 18 failed with a 500', () => {
  const [junit] = runOf(story, 'tests.yml').artifacts;
  const xml = String(junit?.files['results.xml']);
  const tally: Record<string, [number, number]> = {};
  for (const [text, file = ''] of xml.matchAll(
    /<testcase classname="test\.(\w+)"(?:[^>]*\/>|.*?<\/testcase>)/gs,
  )) {
    const [passed, failed] = tally[file] ?? [0, 0];
    const red = text.includes('<failure message="AssertionError: assert 500');
    tally[file] = red ? [passed, failed + 1] : [passed + 1, failed];
  }
  expect(tally).toEqual({
    test_extras: [3, 0],
    test_face_restorers: [2, 0],
    test_img2img: [0, 4],
    test_torch_utils: [2, 0],
    test_txt2img: [0, 14],
    test_utils: [10, 0],
  });
});

it('the log shows the server ready and no totals', () => {
  const log = runOf(story, 'tests.yml').attempts[0]?.jobs[0]?.log ?? '';
  expect(log).toContain('127.0.0.1:7860 available');
  expect(log).not.toMatch(/\d+ (passed|failed)/);
});

it('everything happens on one day', () => {
  const times = JSON.stringify(story).match(/\d{4}-\d\d-\d\dT/g) ?? [];
  expect([...new Set(times)]).toEqual(['2026-03-08T']);
});

it('the same story gives the same commits every time', async () => {
  const refs: string[][] = [];
  for (let time = 0; time < 2; time++) {
    await withSandbox(async (_, sandbox) => {
      sandbox.merge();
      refs.push([...sandbox.world.repo.refs.values()]);
    });
  }
  expect(refs[0]).toEqual(refs[1]);
});
