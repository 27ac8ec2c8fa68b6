import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Audit, readAudit } from '../../src/model/audit.ts';
import { aRepository, runGit, type TestRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = aRepository();
});
afterEach(() => repo.remove());

const PASSING = '<testsuite name="s"><testcase name="a"/><testcase name="b"/></testsuite>';
const FAILING =
  '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure message="no"/></testcase></testsuite>';
const WORKFLOW = `name: Tests
on: [push]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: npm test
`;

const audit = (...args: readonly string[]) => onTerminal('audit', '--repo', repo.folder, ...args);

async function audited(...args: readonly string[]): Promise<Audit> {
  const read = readAudit((await audit('--json', '--quiet', ...args)).out);
  if (read.state === 'unreadable') throw new Error(read.why);
  return read.audit;
}

it('a branch is compared with where it left the default branch, its name gives the milestone', async () => {
  const base = repo.commit('start', { '.github/workflows/t.yml': WORKFLOW, '.gitignore': 'r.xml' });
  repo.git('checkout', '--quiet', '-b', 'm03-faster');
  const head = repo.commit('work', { 'a.js': '1' });
  repo.git('checkout', '--quiet', 'main');
  repo.commit('other', { 'b.js': '1' });
  repo.git('checkout', '--quiet', 'm03-faster');
  expect(await audited()).toMatchObject({
    milestone: 'M03',
    branch: 'm03-faster',
    event: 'local',
    repository: 'local/till',
    commits: { base, audited: head },
  });
});

describe('a checkout of one commit', () => {
  let shared: TestRepository;
  let head = '';
  const preview = (...args: readonly string[]) =>
    onTerminal('audit', '--repo', shared.folder, ...args);
  let kept: ReturnType<typeof preview> | undefined;
  /** The checkout as it is committed, audited once for all that only read what it says. */
  const committed = () => {
    kept ??= preview();
    return kept;
  };
  const previewed = async (...args: readonly string[]): Promise<Audit> =>
    JSON.parse((await preview('--json', '--quiet', ...args)).out) as Audit;

  beforeAll(() => {
    shared = aRepository();
    shared.commit('M01: start', {
      '.github/workflows/t.yml': WORKFLOW,
      'committed/junit.xml': FAILING,
    });
    head = shared.commit('M01: bad', {
      '.github/workflows/t.yml': WORKFLOW.replace('npm test', 'npm test || true'),
    });
  });
  afterAll(() => shared.remove());
  afterEach(() => rmSync(join(shared.folder, 'reports'), { recursive: true, force: true }));

  it('is previewed, and a report of it is read', async () => {
    shared.put('reports/junit.xml', PASSING);
    const { evidence, verdict, outcome } = await previewed();
    expect([evidence.tests?.tests, verdict, outcome]).toEqual([2, null, 'PREVIEW']);
  });

  it('ends with exit code 1 when a gate fails at its highest level', async () => {
    shared.put('reports/junit.xml', FAILING);
    expect((await preview()).code).toBe(1);
  });

  it('shows the offender with its place, its line and a fix', async () => {
    expect((await committed()).out).toMatch(
      /^error: .+ \[Workflows: [\w-]+\]\n {2}--> \.github\/workflows\/t\.yml:9 {2}- run: npm test \|\| true\n {2}= /,
    );
  });

  it('ends with the counts of the gates, the score range and one command', async () => {
    expect((await committed()).out.split('\n').slice(-4)).toEqual([
      expect.stringMatching(
        /^Preview of [0-9a-f]{7}: 1 gate fails, \d pass(?:es)?, \d needs? more evidence\.$/,
      ),
      expect.stringMatching(
        /^Score \d\.\d–\d\.\d of 5\. \d+ of \d+ rules decided from this checkout\.$/,
      ),
      expect.stringMatching(/^Next: milestone-audit explain [\w-]+$/),
      '',
    ]);
  });

  it('needs one line for what needs GitHub data', async () => {
    const { out } = await committed();
    expect(out.split('\n').filter((line) => line.includes('GitHub'))).toEqual([
      expect.stringMatching(/^note: \d+ rules need GitHub data/),
    ]);
  });

  it('lists the missing evidence with --verbose', async () => {
    expect((await preview('--verbose')).out).toContain('needs GitHub data: which workflows ran');
  });

  it('names a committed report that was not read', async () => {
    const { rules } = await previewed();
    expect(rules.find(({ id }) => id === 'test-results')?.open.map(({ why }) => why)).toContain(
      'committed/junit.xml is committed and was not read',
    );
  });

  it('reads a committed report that --reports names', async () => {
    const { evidence } = await previewed('--reports', 'committed/*.xml');
    expect(evidence.tests).toMatchObject({ tests: 2, failed: 1 });
  });

  it.each([[[]], [['--reports', 'reports/*.xml']]])(
    'does not read a report older than the commit (%j)',
    async (args) => {
      shared.put('reports/junit.xml', PASSING);
      utimesSync(join(shared.folder, 'reports/junit.xml'), 1e9, 1e9);
      const { evidence, notices } = await previewed(...args);
      expect([evidence.tests, notices.join('\n')]).toEqual([
        null,
        expect.stringContaining(
          `1 report older than commit ${head.slice(0, 7)} is stale and was not read (reports/junit.xml)`,
        ),
      ]);
    },
  );

  it('says one line when it is quiet', async () => {
    expect(await preview('--quiet', '--fail-on', 'never')).toEqual({
      code: 0,
      out: expect.stringMatching(/^M01: Preview, \d\.\d–\d\.\d \/ 5\n$/),
      err: '',
    });
  });

  it('leaves gates open that need GitHub data', async () => {
    const { gates } = await previewed();
    expect(gates.find(({ title }) => title === 'CI stability')?.state).toBe('not-evaluated');
  });
});

it('no address is invented for a commit that nobody else can open', async () => {
  repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  repo.put('junit.xml', PASSING);
  repo.git('remote', 'add', 'origin', 'https://github.com/octo/till.git');
  const found = await audited();
  expect(JSON.stringify(found)).not.toContain('https://github.com/octo');
  expect(found.repository).toBe('octo/till');
});

it('a pushed commit is linked on the GitHub it was pushed to', async () => {
  const head = repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  repo.git('remote', 'add', 'origin', 'https://github.com/octo/till.git');
  repo.git('update-ref', 'refs/remotes/origin/main', head);
  const { rules } = await audited();
  const proof = rules.find(({ id }) => id === 'token-permissions')?.proof[0];
  expect(proof?.source.url).toContain(
    `https://github.com/octo/till/blob/${head}/.github/workflows/t.yml`,
  );
});

it('the uncommitted is named, and the commit is what is judged', async () => {
  repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  repo.put('.github/workflows/t.yml', 'broken: [');
  const { notices, rules } = await audited();
  expect(notices.join('\n')).toContain(
    'uncommitted files are not audited, except reports: .github/workflows/t.yml',
  );
  expect(rules.find(({ id }) => id === 'token-permissions')).toMatchObject({ state: 'known' });
});

it('a config that is not committed yet can be tried', async () => {
  repo.commit('M01: start');
  repo.put('.github/milestone-audit.yml', 'profile: seed\n');
  const { config, notices } = await audited();
  expect(config).toMatchObject({
    path: '.github/milestone-audit.yml',
    from: 'file',
    profile: 'seed',
  });
  expect(notices).toContain(
    '.github/milestone-audit.yml was read from the work tree, where it differs from the commit',
  );
});

it('outside any milestone the id is NONE and the audit says how to name one', async () => {
  repo.commit('start');
  const { milestone, notices } = await audited();
  expect(milestone).toBe('NONE');
  expect(notices.join('\n')).toContain('name one with --milestone M01');
});

it('--out writes the three files, and scoring the evidence gives the JSON again', async () => {
  repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  repo.put('junit.xml', PASSING);
  const out = repo.beside('out');
  expect((await audit('--out', out)).code).toBe(0);
  expect(readdirSync(out).sort()).toEqual(['M01_audit.json', 'M01_audit.md', 'M01_evidence.json']);
  const scored = await onTerminal('score', join(out, 'M01_evidence.json'));
  expect(scored.out).toBe(readFileSync(join(out, 'M01_audit.json'), 'utf8'));
});

it('the same checkout gives the same bytes in any folder', async () => {
  repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  mkdirSync(repo.beside('other'));
  const copy = join(repo.beside('other'), 'till');
  runGit(repo.folder, 'clone', '--quiet', '--no-local', pathToFileURL(repo.folder).href, copy);
  runGit(copy, 'remote', 'remove', 'origin');
  const there = await onTerminal('audit', '--repo', copy, '--json', '--quiet');
  expect(there.out).toBe((await audit('--json', '--quiet')).out);
});

it('globs are relative to the folder that --repo names', async () => {
  repo.commit('M01: start', { 'packages/a/package.json': '{}' });
  repo.put('packages/a/out/results.txt.xml', PASSING);
  repo.put('out/results.txt.xml', FAILING);
  const folder = join(repo.folder, 'packages', 'a');
  const { out } = await onTerminal('audit', '--repo', folder, '--reports', 'out/*.xml', '--json');
  expect((JSON.parse(out) as Audit).evidence.tests).toMatchObject({ tests: 2, failed: 0 });
});

it('evidence of another commit proves nothing and is refused', async () => {
  repo.commit('M01: start');
  await audit('--out', repo.beside('out'));
  repo.commit('M01: more', { 'a.txt': 'a' });
  const { code, err } = await audit('--from', join(repo.beside('out'), 'M01_evidence.json'));
  expect([code, /is about commit .* and this audit about/.test(err)]).toEqual([2, true]);
});

it('reports of the work tree prove nothing about another commit than the one checked out', async () => {
  repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  repo.commit('M01: more', { 'a.txt': 'a' });
  repo.put('junit.xml', PASSING);
  const { evidence } = await audited('--head', 'HEAD~1');
  expect(evidence.tests).toBeNull();
});

it('an entry that was lost from the registry is found by comparing with the base', async () => {
  const entry = `- id: DEF-001
  issue: '#1'
  covers: { tests: ['a'] }
  reason: r
  owner: o
  discovered: M01
  until: M03
  exit: e
`;
  repo.commit('start', { 'docs/milestones/deferred.yml': entry });
  repo.git('checkout', '--quiet', '-b', 'm02-less');
  repo.commit('lose it', { 'docs/milestones/deferred.yml': '[]\n' });
  const { registry } = await audited();
  expect(registry).toMatchObject({ lost: ['DEF-001'] });
});

it('a report of the checkout replaces a source that only CI uploads', async () => {
  const config = 'sources:\n  - { kind: tests, workflow: T, artifact: junit }\n';
  repo.commit('M01: start', {
    '.github/workflows/t.yml': WORKFLOW,
    '.github/milestone-audit.yml': config,
  });
  repo.put('junit.xml', PASSING);
  const { sources, rules } = await audited();
  expect(sources.map(({ state, why }) => [state, why])).toEqual([
    ['present', 'junit report junit.xml of the checkout is read instead'],
  ]);
  expect(rules.find(({ id }) => id === 'test-results')).toMatchObject({ level_max: 5 });
});

it('a milestone that nothing knows is told in the words of the option', async () => {
  repo.commit('M01: start', { 'docs/milestones/M01/M01_plan.md': '# M01 Plan — Start\n' });
  const { code, err } = await audit('--milestone', 'M07');
  expect([code, err.split('\n').at(-2)]).toEqual([
    2,
    expect.stringMatching(/^milestone-audit audit: --milestone says M07, which nothing here knows/),
  ]);
});

describe('any checkout is audited, or says what to do', () => {
  const noticesOf = async (folder: string): Promise<readonly string[]> => {
    const { out } = await onTerminal('audit', '--repo', folder, '--json', '--quiet');
    return (JSON.parse(out) as Audit).notices;
  };
  const refusal = async (folder: string): Promise<string> => {
    const { code, out, err } = await onTerminal('audit', '--repo', folder);
    expect([code, out]).toEqual([2, '']);
    return err.replaceAll(folder, 'REPO');
  };
  const clone = (name: string, ...options: readonly string[]): string => {
    const folder = repo.beside(name);
    runGit(repo.folder, 'clone', '--quiet', ...options, pathToFileURL(repo.folder).href, folder);
    return folder;
  };
  const history = (): void => {
    repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
    repo.git('checkout', '--quiet', '-b', 'm02-more');
    repo.commit('more', { 'a.txt': 'a' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('M01: other', { 'b.txt': 'b' });
  };

  it('an empty repository has nothing to judge', async () => {
    expect(await refusal(repo.folder)).toBe(
      'milestone-audit audit: REPO has no commit yet; an audit judges a commit, so make one first\n',
    );
  });

  it('a branch that was only begun names another one', async () => {
    history();
    repo.git('checkout', '--quiet', '--orphan', 'new');
    expect(await refusal(repo.folder)).toBe(
      'milestone-audit audit: the branch new of REPO has no commit yet; check out another one, such as m02-more\n',
    );
  });

  it('the folder of git itself is no checkout', async () => {
    history();
    expect(await refusal(join(repo.folder, '.git'))).toBe(
      "milestone-audit audit: REPO is git's own folder; name the checkout that it belongs to\n",
    );
  });

  it('a fresh repository of one commit is a baseline', async () => {
    repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
    expect(await audited()).toMatchObject({ mode: 'baseline', milestone: 'M01' });
  });

  it('a clone of one commit says how to bring the rest', async () => {
    history();
    expect(await noticesOf(clone('one', '--depth', '1'))).toContain(
      'the clone is shallow and ends at the audited commit, so its changes are not known; fetch the rest with git fetch --unshallow',
    );
  });

  it('a shallow clone that cannot tell where a branch began says how it could', async () => {
    history();
    const folder = clone('two', '--depth', '1', '--no-single-branch', '--branch', 'm02-more');
    expect(await noticesOf(folder)).toContain(
      'where this branch left main is not known: the clone is shallow; fetch the rest with git fetch --unshallow',
    );
  });

  it('a detached head is known by the one branch that points at it', async () => {
    history();
    const folder = clone('detached');
    runGit(folder, 'checkout', '--quiet', '--detach', 'origin/m02-more');
    const { out } = await onTerminal('audit', '--repo', folder, '--json', '--quiet');
    expect(JSON.parse(out)).toMatchObject({ milestone: 'M02', branch: 'm02-more' });
  });

  it('a work tree of a bare repository is like any other, the bare one has no reports', async () => {
    history();
    const bare = clone('bare.git', '--bare');
    runGit(bare, 'worktree', 'add', '--quiet', repo.beside('tree'), 'm02-more');
    const { out } = await onTerminal('audit', '--repo', repo.beside('tree'), '--json', '--quiet');
    expect(JSON.parse(out)).toMatchObject({ milestone: 'M02', branch: 'm02-more' });
    expect(await noticesOf(bare)).toContain('a bare repository has no report files');
  });
});

it('without any workflow it names the command that shows one', async () => {
  const said = 'there is no workflow file; milestone-audit init --dry-run shows';
  repo.commit('M01: start');
  expect((await audited()).notices.join('\n')).toContain(said);
  repo.commit('M01: ci', { '.github/workflows/t.yml': WORKFLOW });
  expect((await audited()).notices.join('\n')).not.toContain(said);
});

it('two report files of the checkout are both named', async () => {
  repo.commit('M01: start', { '.github/workflows/t.yml': WORKFLOW });
  repo.put('a/junit.xml', PASSING);
  repo.put('b/junit.xml', PASSING.replaceAll('name="', 'name="other '));
  expect((await audited()).evidence.tests?.sources.map(({ what }) => what)).toEqual([
    'file a/junit.xml and b/junit.xml',
  ]);
});
