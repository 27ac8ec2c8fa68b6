import { expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import type { EventFacts, Log } from '../../src/model/world.ts';
import { tellRun } from '../../src/publish/log-summary.ts';
import { anAudit } from '../render/an-audit.ts';

async function told(audit: Audit, event: string): Promise<readonly string[]> {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const log: Log = {
    info: say,
    warning: say,
    error: say,
    notice: (message, { path, line, title }) => say(`${path}:${line} ${title} | ${message}`),
    async group(title, body) {
      say(`[${title}]`);
      return body();
    },
  };
  await tellRun(log, audit, { name: event } as EventFacts);
  return said;
}

const audit = anAudit();
const [issue] = audit.issues;
const pointed: Audit = {
  ...audit,
  issues: Array.from({ length: 12 }, (_, at) => ({
    ...(issue as Audit['issues'][number]),
    id: `CI-${at}`,
    observation: 'it is muted',
    source: { what: 'x', path: 'a.yml', line: 3 + at, commit: audit.commits.audited },
  })),
};

it('scores, gates and issues are folded, the overall first', async () => {
  const said = await told(audit, 'pull_request');
  expect(said.filter((line) => line.startsWith('['))).toEqual([
    expect.stringMatching(/^\[M01: \d\.\d \/ 5, /),
    '[Gates]',
    '[Issues]',
  ]);
  for (const { title } of audit.categories) expect(said.join('\n')).toContain(`${title}: `);
});

it('issues on lines of the audited code are notices there, as many as the runner keeps', async () => {
  const notices = (await told(pointed, 'push')).filter((line) => line.includes(' | '));
  expect([notices.length, notices[0]]).toEqual([
    10,
    expect.stringMatching(/^a\.yml:3 CI-0 it is muted \| it is muted\n/),
  ]);
});

it('a run that stands on other code than the audited is not pointed at', async () => {
  const said = await told(pointed, 'workflow_run');
  expect(said.filter((line) => line.includes(' | '))).toEqual([]);
});
