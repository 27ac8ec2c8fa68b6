import { expect, it } from '@jest/globals';
import { buildCommits } from '../../sandbox/build-commits.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import type { Files } from '../../sandbox/story.ts';
import { documentPublisher } from '../../src/publish/document.ts';
import { withSandbox } from '../sandbox/with-sandbox.ts';
import { aJob, type Change, tip } from './a-job.ts';

const LEDGER = 'docs/till.md';
const OPEN = '<!-- milestone-audit:ledger -->';
const CLOSE = '<!-- /milestone-audit:ledger -->';
const TABLE = `# Till\r\n${OPEN}\r\n| ID | Score |\r\n|---|---|\r\n${CLOSE}\r\nby hand 🚀`;

/** Somebody else's commit on main. */
function commit({ world }: Sandbox, write: Files): void {
  const at = world.clock.tick();
  buildCommits(world, [
    { branch: 'main', message: 'By hand', author: 'mira-holt', at, write, delete: [] },
  ]);
}

/** A job whose audit belongs to a commit that is below what `commit` added. */
function jobOn(sandbox: Sandbox, change: Change = {}): ReturnType<typeof aJob> {
  const job = aJob(sandbox, 'merged', change);
  return { ...job, config: { ...job.config, ledger: LEDGER } };
}

it('writes the row into the team’s ledger in the audit’s own commit, every other byte untouched', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    commit(sandbox, { [LEDGER]: TABLE });
    const receipt = await documentPublisher.publish(jobOn(sandbox), []);
    expect(receipt).toMatchObject({ state: 'published', sha: tip(sandbox, 'main') });
    const row = '| [M01](milestones/M01/M01_audit.md) | 4.7 / 5 |\r\n';
    expect(sandbox.file(LEDGER)).toBe(TABLE.replace(CLOSE, `${row}${CLOSE}`));
    const again = await documentPublisher.publish(jobOn(sandbox), []);
    expect(again).toMatchObject({ state: 'unchanged' });
  }));

it('two audits at once both keep their rows, in ledger and index', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    commit(sandbox, { [LEDGER]: TABLE });
    const paths = {
      document: 'docs/milestones/M02/M02_audit.md',
      json: 'docs/milestones/M02/M02_audit.json',
      evidence: 'docs/milestones/M02/M02_evidence.json.gz',
    };
    const json = (milestone: string): string =>
      JSON.stringify({
        schema: 'milestone-audit/1',
        milestone,
        score: 4.7,
        verdict: 'yellow',
        commits: { audited: tip(sandbox, 'main') },
        evidence_completed_at: null,
      });
    const whole = (job: ReturnType<typeof aJob>): ReturnType<typeof aJob> => ({
      ...job,
      render: (links) => ({ ...job.render(links), json: json(job.audit.milestone) }),
    });
    const second = { audit: { milestone: 'M02', paths }, runId: 1001 };
    const receipts = await Promise.all([
      documentPublisher.publish(whole(jobOn(sandbox)), []),
      documentPublisher.publish(whole(jobOn(sandbox, second)), []),
    ]);
    expect(receipts.map(({ state }) => state)).toEqual(['published', 'published']);
    expect(sandbox.file(LEDGER)?.match(/(?<=^\| \[)M\d+/gm)).toEqual(['M01', 'M02']);
    const index = sandbox.file('docs/milestones/README.md');
    expect(index?.match(/(?<=^\| \[)M\d+/gm)).toEqual(['M02', 'M01']);
  }));

it.each([
  ['is not there', {}],
  ['has no markers', { [LEDGER]: '# Till\n' }],
  ['is no UTF-8', { [LEDGER]: Uint8Array.of(0x23, 0xe9, 0x0a) }],
])('a ledger that %s is left alone, and the audit is published all the same', (_, files) =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    if (Object.keys(files).length > 0) commit(sandbox, files);
    const before = sandbox.file(LEDGER);
    const job = jobOn(sandbox);
    expect(await documentPublisher.publish(job, [])).toMatchObject({ state: 'published' });
    expect(sandbox.file(LEDGER)).toBe(before);
    expect(job.written.log).toContainEqual(
      expect.stringContaining(`the ledger ${LEDGER} was not changed`),
    );
  }),
);

it('a README or page that a person wrote is never written over', () =>
  withSandbox(async (_ask, sandbox) => {
    sandbox.merge();
    const files = {
      'docs/milestones/README.md': '# Our milestones\n',
      'docs/milestones/index.html': '<h1>Ours</h1>\n',
    };
    commit(sandbox, files);
    await documentPublisher.publish(jobOn(sandbox), []);
    expect(Object.keys(files).map((path) => sandbox.file(path))).toEqual(Object.values(files));
    expect(sandbox.file('docs/milestones/badge.svg')).toContain(
      'M01 audit: passed with exceptions, 4.7 / 5',
    );
  }));
