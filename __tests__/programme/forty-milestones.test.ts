import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readBundle } from '../../src/collect/bundle-text.ts';
import { renderJson } from '../../src/document/audit-json.ts';
import { renderDocument } from '../../src/document/document.ts';
import type { Audit } from '../../src/model/audit.ts';
import { auditFiles, bySeries } from '../../src/programme/audit-files.ts';
import { programmeOf } from '../../src/programme/programme.ts';
import { programmeFiles } from '../../src/programme/programme-files.ts';
import { readChain } from '../../src/programme/read-chain.ts';
import { RULES, RULES_VERSION } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/score/compose-audit.ts';
import { pathOf, places } from './a-chain.ts';
import {
  CONFIG,
  configText,
  LEDGER,
  REGISTRY,
  type Told,
  withProgramme,
} from './told-programme.ts';

const ids = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `M${String(from + at).padStart(2, '0')}`);

function deferral(id: string, exit: string, extra = ''): string {
  return `- id: ${id}
  issue: "#${id}"
  covers: { rule: test-results, level: 4 }
  reason: it is known
  owner: ada
  discovered: M02
  until: M30
  exit: ${exit}
${extra}`;
}

/** Every file that the audit just committed, made once more from what is committed beside it. */
async function madeAgain({ sandbox, file }: Told, id: string): Promise<void> {
  const bundle = readBundle(file(`docs/milestones/${id}/${id}_evidence.json`));
  if (bundle.state === 'invalid') throw new Error(bundle.why);
  const audit = composeAudit(bundle.bundle, RULES, {
    version: '0.0.0',
    rulesVersion: RULES_VERSION,
  });
  const { repo } = sandbox.world;
  const head = repo.store.mustCommit(repo.refs.get('refs/heads/main') ?? '');
  const entries = [...repo.store.readTree(head.tree)].map(([path, { sha, mode }]) => ({
    path,
    blob: sha,
    mode,
    bytes: 0,
  }));
  const files = auditFiles(entries, places).filter(({ milestone }) => milestone !== id);
  const chains = await Promise.all(
    bySeries(files).map((one) =>
      readChain(one, async ({ entry }) => ({ state: 'found', text: file(entry.path) })),
    ),
  );
  const others = chains.flatMap(({ audits }) => audits);
  const made = [
    { path: pathOf(id), text: renderJson(audit) },
    { path: `docs/milestones/${id}/${id}_audit.md`, text: renderDocument(audit) },
    ...programmeFiles(programmeOf(audit, others, places)),
  ];
  expect(made.map(({ path, text }) => [path, text === file(path)])).toEqual(
    made.map(({ path }) => [path, true]),
  );
}

it('a programme of forty milestones keeps its own memory, and finds what was rewritten', async () => {
  await withProgramme(async (told) => {
    const { close: tell, commit, again, file, sandbox } = told;
    const audits = new Map<string, Audit>();
    const close = async (work: Parameters<typeof tell>[0]): Promise<Audit> => {
      const audit = await tell(work);
      audits.set(work.id, audit);
      await madeAgain(told, work.id);
      return audit;
    };
    const registry = (...entries: string[]): Record<string, string> => ({
      [REGISTRY]: entries.join(''),
    });
    const open = deferral('D01', 'The vendor answers.');
    const bound = deferral('D02', '"test-results >= 5"');

    const first = await close({ id: 'M01', failed: 1 });
    expect([first.mode, first.predecessor, first.trend]).toEqual(['baseline', null, []]);

    await close({ id: 'M02', failed: 1, files: registry(open, bound) });
    const third = await close({ id: 'M03', flaky: ['shaky'] });
    expect(third.comparison?.rules.map(({ rule, from, to }) => [rule, from, to])).toContainEqual([
      'test-results',
      4,
      5,
    ]);
    expect(third.deferrals.map(({ id, state, resolved_in }) => [id, state, resolved_in])).toEqual([
      ['D01', 'live', null],
      ['D02', 'resolved', 'M03'],
    ]);

    const fourth = await close({ id: 'M04', flaky: ['shaky'] });
    expect(fourth.flakes.map(({ first_seen, count, state }) => [first_seen, count, state])).toEqual(
      [['M03', 2, 'active']],
    );

    const fifth = await close({ id: 'M05', files: { [CONFIG]: configText('Test execution', 2) } });
    expect(fifth.comparison?.changed).toEqual([
      'Tests is now called Test execution',
      'Test execution weighed 1 and weighs 2',
    ]);
    expect(fifth.deferrals.map(({ id, state, aged }) => [id, state, aged])).toEqual([
      ['D01', 'live', true],
      ['D02', 'resolved', false],
    ]);
    expect(fifth.flakes[0]).toMatchObject({ state: 'quiet', quiet_for: 1 });

    const again6 = deferral(
      'D01',
      'The vendor answers.',
      '  justified: [{ milestone: M06, reason: still no answer }]\n',
    );
    const sixth = await close({ id: 'M06', failed: 1, files: registry(again6, bound) });
    expect(sixth.deferrals.map(({ id, state, aged }) => [id, state, aged])).toEqual([
      ['D01', 'live', false],
      ['D02', 'resolved', false],
    ]);

    const eighth = await close({ id: 'M08', tests: 20 });
    expect([eighth.chain?.gaps, eighth.flakes[0]?.state]).toEqual([['M07'], 'fixed']);

    for (const id of ['M09', 'M10', 'V15-M01', 'M10.5', 'V15-M02']) await close({ id, tests: 20 });
    expect(audits.get('V15-M01')?.mode).toBe('baseline');
    expect(audits.get('V15-M02')?.predecessor?.milestone).toBe('V15-M01');
    expect(audits.get('M10.5')?.trend.map(({ milestone }) => milestone)).toEqual([
      ...['M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M08', 'M09', 'M10'],
    ]);

    const ninth = await close({ id: 'M09', tests: 21 });
    expect(ninth.history?.map(({ score }) => score)).toEqual([5]);
    const eleventh = await close({ id: 'M11', tests: 15 });
    expect(eleventh.predecessor).toMatchObject({ milestone: 'M10.5', verified: true });
    expect(eleventh.trend.find(({ milestone }) => milestone === 'M09')?.standing).toBe('reaudited');
    expect(eleventh.regressions).toMatchObject([{ what: 'test count', before: '20', after: '15' }]);

    commit('tidy up the registry', registry(again6));
    const twelfth = await close({ id: 'M12', tests: 20 });
    expect(twelfth.registry?.lost).toEqual(['D02']);
    commit('bring it back', registry(again6.replace('M30', 'M31'), bound));
    const thirteenth = await close({ id: 'M13', tests: 20 });
    expect([thirteenth.registry?.lost, thirteenth.registry?.altered]).toEqual([
      [],
      ['D01: until was “M30” and is “M31”'],
    ]);

    for (const id of ids(14, 16)) await close({ id, tests: 20 });
    const honest = file(pathOf('M14'));
    commit('touch up', { [pathOf('M14')]: honest.replace('"score": 5,', '"score": 4.9,') });
    const found = await close({ id: 'M17', tests: 20 });
    expect([found.predecessor?.verified, found.issues[0]?.id]).toEqual([false, 'GOV-CHAIN']);
    expect(found.chain?.findings).toEqual([
      expect.stringContaining('the audit of M14 was changed after the fact'),
    ]);
    expect(file('docs/milestones/README.md')).toContain('M14 was changed after the fact');
    commit('put it back', { [pathOf('M14')]: honest });

    for (const id of ids(18, 41)) await close({ id, tests: 20 });
    const last = audits.get('M41');
    expect(last?.predecessor).toMatchObject({ milestone: 'M40', verified: true });
    expect(last?.trend).toHaveLength(40);
    const index = file('docs/milestones/README.md').match(/(?<=^\| \[)[^\]]+/gm) ?? [];
    expect(index).toHaveLength(43);
    expect(index.slice(0, 3)).toEqual(['M41', 'M40', 'M39']);
    expect(file(LEDGER).match(/(?<=^\| \[)[^\]]+/gm)).toHaveLength(43);
    expect(file(LEDGER).replaceAll('\r\n', '')).not.toContain('\n');

    const before = sandbox.world.repo.refs.get('refs/heads/main');
    await again('M41');
    expect(sandbox.world.repo.refs.get('refs/heads/main')).toBe(before);
    await gitReadsAll(told, 43);
  });
}, 600_000);

/** The history as the `git` program sees it: sound objects, and every audit in a commit of its own. */
async function gitReadsAll({ sandbox }: Told, milestones: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-git-'));
  try {
    await sandbox.exportGit(folder);
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
    git('fsck', '--strict');
    const subjects = git('log', '--format=%s', 'main').trim().split('\n');
    const audits = subjects.filter((one) => one.startsWith('docs(audit): milestone audit of'));
    expect(new Set(audits).size).toBe(milestones);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
