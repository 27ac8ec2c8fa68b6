import { expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import type { EventFacts, Log } from '../../src/model/world.ts';
import { logSummary } from '../../src/publish/log-summary.ts';
import { anAudit } from '../render/an-audit.ts';

async function logged(audit: Audit, event: string): Promise<readonly string[]> {
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
  await logSummary(log, audit, { name: event } as EventFacts);
  return said;
}

const audit = anAudit();
const [issue] = audit.issues;
const pointed: Audit = {
  ...audit,
  issues: Array.from({ length: 12 }, (_, at) => ({
    ...(issue as Audit['issues'][number]),
    id: `CI-${at}`,
    observation: 'it ignores failures',
    source: { what: 'x', path: 'a.yml', line: 3 + at, commit: audit.commits.audited },
  })),
};

it('logs scores, gates and issues in groups, the overall score first', async () => {
  const said = await logged(audit, 'pull_request');
  expect(said.filter((line) => line.startsWith('['))).toEqual([
    '[M01: Passed with 1 deferral, 4.7 / 5]',
    '[Gates]',
    '[Issues]',
  ]);
  for (const { title } of audit.categories) expect(said.join('\n')).toContain(`${title}: `);
});

it('adds at most ten notices on lines of the audited code', async () => {
  const notices = (await logged(pointed, 'push')).filter((line) => line.includes(' | '));
  expect([notices.length, notices[0]]).toEqual([
    10,
    `a.yml:3 coverage gate (CI-0) | it ignores failures\n${issue?.recommendation}`,
  ]);
});

it('adds no notices to a run on other code than the audited', async () => {
  const said = await logged(pointed, 'workflow_run');
  expect(said.filter((line) => line.includes(' | '))).toEqual([]);
});
