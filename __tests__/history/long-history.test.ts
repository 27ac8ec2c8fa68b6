import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { rerunChain } from '../../src/history/rerun-chain.ts';
import { MAX_EVIDENCE_BYTES, unpacked } from '../../src/lib/gzip.ts';
import type { Audit } from '../../src/model/audit.ts';
import type { TrendRow } from '../../src/model/history.ts';
import { runs } from '../runs.ts';
import { pathOf, places } from './a-chain.ts';
import { expectedHistory, gitBlob, type Step } from './expected-history.ts';
import {
  CONFIG,
  configText,
  LEDGER,
  REGISTRY,
  type SimulatedHistory,
  withHistory,
} from './simulated-history.ts';

/** Number of the last milestone: what happens is over by 28, and more of them only cost more. */
const LAST = runs(28, 41);

const ids = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `M${from + at}`);

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

const OPEN = deferral('D01', 'The vendor answers.');
const BOUND = deferral('D02', '"test-results >= 5"');
const JUSTIFIED = deferral(
  'D01',
  'The vendor answers.',
  '  justified: [{ milestone: M06, reason: still no answer }]\n',
);

const registry = (...entries: readonly string[]): Record<string, string> => ({
  [REGISTRY]: entries.join(''),
});

const sound = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  how: 'sound',
  tests: 20,
  ...more,
});

const say = ({ milestone, score, verdict }: TrendRow): string =>
  `${milestone} ${score?.toFixed(1)} ${verdict}`;

/** Returns what an audit contains about earlier milestones, in the format of the expectation. */
function said(audit: Audit): unknown {
  const { score, verdict, mode, predecessor, trend, chain, history, flakes, regressions } = audit;
  return {
    score,
    verdict,
    mode,
    predecessor:
      predecessor == null ? null : { milestone: predecessor.milestone, blob: predecessor.blob },
    trend: trend.map(say),
    gaps: chain?.gaps,
    history: history?.map(({ blob }) => blob),
    flakes: flakes.map(
      ({ name, first_seen, count, state, quiet_for }) =>
        `${name.split(' ').at(-1)}: since ${first_seen}, ${count} times, ${state} ${quiet_for}`,
    ),
    fewerTests: regressions?.map(({ before, after }) => `${before} → ${after}`),
  };
}

/** `M01 2.3 red` for every row of a table that links its first cell, in the columns named. */
function rowsOf(markdown: string, scoreAt: number, verdictAt: number | undefined): string[] {
  return markdown.split(/\r?\n/).flatMap((line) => {
    const id = /^\| \[([^\]]+)\]/.exec(line)?.[1];
    const cells = line.split('|').map((cell) => cell.trim());
    const score = cells[scoreAt]?.replace(' / 5', '');
    return id === undefined ? [] : [[id, score, cells[verdictAt ?? -1]].join(' ').trim()];
  });
}

/** How the index says a verdict. */
const WORDS: Readonly<Record<string, string>> = {
  red: 'Failed',
  yellow: 'Passed with exceptions',
  green: 'Passed',
};

/** States of the registry's entries, and what is wrong with it. */
const deferrals = (audit: Audit): unknown => [
  ...audit.deferrals.map(
    ({ id, state, resolved_in, aged }) =>
      `${id} ${state}${resolved_in == null ? '' : ` in ${resolved_in}`}${aged === true ? ', aged' : ''}`,
  ),
  ...(audit.registry?.lost ?? []).map((id) => `lost ${id}`),
  ...(audit.registry?.altered ?? []),
];

/** Everything that was ever committed by audits, made once more from the evidence beside it. */
async function rerun({ sandbox }: SimulatedHistory): Promise<readonly string[]> {
  const { repo } = sandbox.world;
  const head = repo.store.mustCommit(repo.refs.get('refs/heads/main') ?? '');
  const entries = [...repo.store.readTree(head.tree)].map(([path, { sha: blob, mode }]) => ({
    path,
    blob,
    mode,
    bytes: 0,
  }));
  const blobs = new Map(entries.map(({ path, blob }) => [path, blob]));
  const there = [...blobs.keys()];
  const read = async (path: string) => {
    const blob = blobs.get(path);
    return blob === undefined
      ? undefined
      : unpacked(repo.store.blobContent(blob) ?? Buffer.alloc(0), MAX_EVIDENCE_BYTES);
  };
  const made = await rerunChain({ entries, read }, { ...places, ledger: LEDGER }, '0.0.0');
  const same = made.filter(({ state }) => state === 'reproduced').map(({ path }) => path);
  const others = made.filter(({ state }) => state !== 'reproduced');
  const generated = there.filter(
    (path) => /docs\/(?:ledger|milestones)/.test(path) && !/_plan|_evidence|deferred/.test(path),
  );
  expect(made.map(({ path }) => path).sort()).toEqual(generated.sort());
  expect(same.length).toBe(generated.length - others.length);
  return others.map(({ path, state, why }) => `${path} ${state}: ${why}`);
}

it('keeps a long history, and finds rewritten audits', async () => {
  await withHistory(async (history) => {
    const { close: audited, commit, again, file, sandbox } = history;
    const expectation = expectedHistory();
    const close = async (step: Step): Promise<Audit> => {
      const expected = expectation.expected(step);
      const audit = await audited(step);
      expect([step.id, said(audit)]).toEqual([step.id, expected]);
      expectation.note(step, file(pathOf(step.id)));
      expect(rowsOf(file('docs/milestones/README.md'), 7, 8)).toEqual(
        expectation
          .index()
          .map((row) => row.replace(/ \w+$/, (color) => ` ${WORDS[color.trim()]}`)),
      );
      expect(rowsOf(file(LEDGER), 2, undefined)).toEqual(
        expectation.ledger().map((row) => row.replace(/ \w+$/, '')),
      );
      expect(JSON.parse(file('docs/milestones/badge.json'))).toMatchObject({
        label: `${expectation.newest()} audit`,
        message: expect.stringContaining(`${audit.score?.toFixed(1)} / 5`),
      });
      return audit;
    };
    const whole = (audit: Audit): void =>
      expect([audit.chain?.findings, audit.predecessor?.verified]).toEqual([[], true]);

    await close({ id: 'M01', how: 'fails, not deferred', failed: 1 });
    const second = await close({
      id: 'M02',
      how: 'fails, deferred',
      failed: 1,
      files: registry(OPEN, BOUND),
    });
    expect(deferrals(second)).toEqual(['D01 live', 'D02 live']);

    const third = await close({ id: 'M03', how: 'flaky', flaky: ['shaky'] });
    expect(third.comparison?.rules.map(({ rule, from, to }) => [rule, from, to])).toEqual([
      ['stable-runs', 5, 2],
      ['test-results', 4, 5],
      ['required-runs', 0, 5],
    ]);
    expect(deferrals(third)).toEqual(['D01 live', 'D02 resolved in M03']);
    await close({ id: 'M04', how: 'flaky', flaky: ['shaky'] });

    const files = { [CONFIG]: configText('Test execution', 2) };
    const fifth = await close(sound('M05', { tests: 10, files }));
    expect(fifth.comparison?.changed).toEqual([
      'Tests is now called Test execution',
      'Test execution weighed 1 and weighs 2',
    ]);
    expect(deferrals(fifth)).toEqual(['D01 live, aged', 'D02 resolved in M03']);

    const sixth = await close({
      id: 'M06',
      how: 'fails, deferred, tests weigh 2',
      failed: 1,
      files: registry(JUSTIFIED, BOUND),
    });
    expect(deferrals(sixth)).toEqual(['D01 live', 'D02 resolved in M03']);

    for (const id of ['M08', 'M09', 'M10']) await close(sound(id));
    const other = await close(sound('V15-M01'));
    expect(deferrals(other)).toEqual(['D01 expired', 'D02 resolved in V15-M01']);
    for (const id of ['M10.5', 'V15-M02']) await close(sound(id));

    await close(sound('M09', { tests: 21 }));
    const eleventh = await close(sound('M11', { tests: 15 }));
    expect(eleventh.trend.find(({ milestone }) => milestone === 'M09')).toMatchObject({
      standing: 'reaudited',
      blob: gitBlob(file(pathOf('M09'))),
    });
    whole(eleventh);

    commit('tidy up the registry', registry(JUSTIFIED));
    expect(deferrals(await close(sound('M12')))).toEqual(['D01 live, aged', 'lost D02']);
    commit('bring it back', registry(JUSTIFIED.replace('M30', 'M31'), BOUND));
    const thirteenth = await close(sound('M13'));
    expect(deferrals(thirteenth)).toEqual([
      'D01 live, aged',
      'D02 resolved in M03',
      'D01: until was “M30” and is “M31”',
    ]);

    for (const id of ids(14, 16)) await close(sound(id));
    const honest = file(pathOf('M14'));
    commit('touch up', { [pathOf('M14')]: honest.replace('"score": 5,', '"score": 4.9,') });
    const found = await close(sound('M17'));
    expect([found.predecessor?.verified, found.issues[0]?.id]).toEqual([false, 'GOV-CHAIN']);
    expect(found.chain?.findings).toEqual([
      expect.stringContaining('the audit of M14 was changed after the fact'),
    ]);
    expect(file('docs/milestones/README.md')).toContain('M14 was changed after the fact');
    commit('put it back', { [pathOf('M14')]: honest });
    whole(await close(sound('M18')));

    for (const id of ids(19, 24)) await close(sound(id));
    const before = file(pathOf('M06'));
    commit('audit again, as it were', { [pathOf('M06')]: forgedReaudit(before) });
    const forged = await close(sound('M25'));
    expect(forged.chain?.findings).toEqual([
      expect.stringMatching(
        /^the audit of M06 was changed after the fact: .* says 5\.0 .*; it calls itself a re-audit, but the evidence next to it gives another audit$/,
      ),
    ]);
    expect((await rerun(history)).filter((one) => !one.includes('M06_audit'))).toEqual([]);
    commit('put it back', { [pathOf('M06')]: before });

    for (const id of ids(26, LAST)) whole(await close(sound(id)));
    expect(file(LEDGER).replaceAll('\r\n', '')).not.toContain('\n');
    expect(await rerun(history)).toEqual([]);

    const head = sandbox.world.repo.refs.get('refs/heads/main');
    await again(`M${LAST}`);
    expect(sandbox.world.repo.refs.get('refs/heads/main')).toBe(head);
    // Every number but M07, and three ids of other forms.
    await gitReadsAll(history, LAST + 2);
  });
});

/** A better score with categories that give it, and the recorded audit as what it replaced. */
function forgedReaudit(json: string): string {
  const audit = JSON.parse(json) as Audit;
  const { score, verdict, commits, evidence_completed_at: completed_at } = audit;
  const entry = { audited: commits.audited, blob: gitBlob(json), score, verdict, completed_at };
  const categories = audit.categories.map((one) => ({ ...one, score: 5 }));
  const forged = { ...audit, categories, score: 5, verdict: 'green', history: [entry] };
  return `${JSON.stringify(forged, null, 2)}\n`;
}

/** The history as the `git` program sees it: sound objects, and every audit in a commit of its own. */
async function gitReadsAll({ sandbox }: SimulatedHistory, milestones: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-git-'));
  try {
    await sandbox.exportGit(folder);
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
    git('fsck', '--strict');
    const subjects = git('log', '--format=%s', 'main').trim().split('\n');
    const audits = subjects.filter((one) => one.startsWith('docs(audit): milestone audit of'));
    expect(new Set(audits).size).toBe(milestones);
    expect(git('log', '--format=', '--numstat', 'main')).toContain(
      `docs/milestones/M${LAST}/M${LAST}_audit.json`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
