import { gunzipSync } from 'node:zlib';
import type { ActionEnd } from '../runner/run-action.ts';
import type { Sandbox } from '../start-sandbox.ts';
import type { Endpoint } from './endpoint.ts';

/** State of the last status or check run; `none` without one. */
export function lastStatus({ world }: Sandbox): string {
  const [check] = world.checkRuns.slice(-1);
  if (check !== undefined) return check.conclusion ?? 'pending';
  return world.statuses.at(-1)?.state ?? 'none';
}

/** Returns the promises that an audit under a fault broke, in words. */
export function brokenPromises(
  sandbox: Sandbox,
  endpoint: Endpoint,
  end: ActionEnd,
  isWhole: boolean,
): readonly string[] {
  const last = lastStatus(sandbox);
  const { reason = '', verdict = '', score = '' } = end.outputs;
  const handled = ['document', 'comment'].map((name) => receiptOf(end, name));
  // A status that cannot be written may stay pending.
  const isStuck = last === 'pending' && !/status|checks/.test(endpoint.name);
  const checks: readonly (readonly [string, boolean])[] = [
    ['the process ends by itself', end.exitCode === 0 || end.exitCode === 1],
    ['no success without an audit', last !== 'success' || (verdict !== '' && score !== '')],
    ['no success without document and comment', last !== 'success' || !handled.includes('')],
    ['no success over a failed publisher', last !== 'success' || !handled.includes('failed')],
    ['no failure without a reason', end.exitCode === 0 || reason !== ''],
    ['every error names request and way out', last !== 'error' || namesRequest(end, endpoint)],
    ['the document is the old one or the whole new one', isWhole],
    ['no foreign comment is touched', sandbox.world.comments[0]?.body === 'Mine.'],
    ['the status does not stay pending', !isStuck],
  ];
  return checks.filter(([, holds]) => !holds).map(([promise]) => promise);
}

/** Returns what the log says became of a destination; empty when it does not say. */
function receiptOf(end: ActionEnd, publisher: string): string {
  return (
    new RegExp(`^(?:::error::)?${publisher}: (published|unchanged|skipped|failed)`, 'm').exec(
      end.log,
    )?.[1] ?? ''
  );
}

/** Whether a line names the failed request, and after it, as an imperative clause, what to do. */
function namesRequest({ log }: ActionEnd, endpoint: Endpoint): boolean {
  return log.split('\n').some((line) => {
    const found = /\b(GET|POST|PATCH|PUT|DELETE) (\/[^\s:?]*)([^\n]*)/.exec(line);
    if (found === null) return false;
    const [, method = '', path = '', rest = ''] = found;
    const isRequest = path === '/graphql' || endpoint.is(method, withoutServer(path), '');
    return isRequest && /; [a-z]+ /.test(rest);
  });
}

/** The path within a repository as the sandbox knows it: without the prefix of an Enterprise Server. */
function withoutServer(path: string): string {
  return path.replace(/^\/api\/v3(?=\/)/, '');
}

/** A committed audit with its evidence, on one branch. */
export interface Proof {
  readonly branch: string;
  readonly audit: string;
  readonly evidence: string;
}

const AUDIT = 'docs/milestones/M01/M01_audit.json';
const EVIDENCE = 'docs/milestones/M01/M01_evidence.json.gz';

/** Returns the audits of M01 that are committed. */
export function proofsIn(sandbox: Sandbox): readonly Proof[] {
  return [...sandbox.world.repo.refs.keys()].flatMap((ref) => {
    const branch = ref.replace(/^refs\/heads\//, '');
    const audit = sandbox.file(AUDIT, branch);
    const bytes = sandbox.bytes(EVIDENCE, branch);
    const evidence = bytes === undefined ? '' : gunzipSync(bytes).toString('utf8');
    return audit === undefined ? [] : [{ branch, audit, evidence }];
  });
}

interface Levels {
  readonly id: string;
  readonly level: number | null;
  readonly level_max: number | null;
}

/** Returns what a later audit of the same commit overwrote with less. */
export function worsened(before: readonly Proof[], after: readonly Proof[]): readonly string[] {
  return before.flatMap(({ branch, audit, evidence }) => {
    const now = after.find((one) => one.branch === branch);
    if (now === undefined) return [`the audit on ${branch} stays`];
    const lost = widened(rulesOf(audit), rulesOf(now.audit));
    const shorter = now.evidence.length < evidence.length / 2 ? ['the evidence'] : [];
    return [...lost, ...shorter].map((what) => `${what} on ${branch} is not replaced by less`);
  });
}

function rulesOf(audit: string): readonly Levels[] {
  return (JSON.parse(audit) as { readonly rules: readonly Levels[] }).rules;
}

function widened(before: readonly Levels[], now: readonly Levels[]): readonly string[] {
  return before
    .filter(({ id, level, level_max }) => {
      const same = now.find((one) => one.id === id);
      return (same?.level ?? 0) < (level ?? 0) || (same?.level_max ?? 5) > (level_max ?? 5);
    })
    .map(({ id }) => `the level of ${id}`);
}
