import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { Audit, AuditRule } from '../model/audit.ts';

/** The lowest and the highest level of a rule; `null` when it is off or not applicable. */
type Bounds = readonly [number, number] | null;

/** What a later audit of the same commit is compared with. */
export interface ProofRecord {
  readonly commit: string;
  readonly rulesVersion: number;
  /** Digests of what can change while the commit stays the same. */
  readonly config: string;
  readonly base: string;
  readonly deferrals: string;
  /** The attempt of each run by its id. */
  readonly runs: ReadonlyMap<number, number>;
  /** In the order of the audit's rules, which follows from config and rules version. */
  readonly bounds: readonly Bounds[];
}

/** Returns the record of an audit; undefined while it waits for runs, because their end changes it. */
export function proofOf(audit: Audit): ProofRecord | undefined {
  return audit.outcome === 'PENDING' ? undefined : recordOf(audit);
}

function recordOf({ commits, config, tool, milestone, ...audit }: Audit): ProofRecord {
  const deferrals = audit.deferrals.map(({ used: _, ...entry }) => entry);
  return {
    commit: commits.audited,
    rulesVersion: tool.rules_version,
    config: digestOf(config.digest ?? ''),
    base: digestOf(commits.base),
    deferrals: digestOf({ milestone, deferrals }),
    runs: new Map(counted(audit.runs).map(({ id, attempt }) => [id, attempt])),
    bounds: audit.rules.map(boundsOf),
  };
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);
}

function counted(runs: Audit['runs']): Audit['runs'] {
  return runs.filter(({ relation }) => relation !== 'stale');
}

function boundsOf({ level, level_max }: AuditRule): Bounds {
  return level === null || level_max === null ? null : [level, level_max];
}

/**
 * Returns why the former audit of the same commit stays: the new one lacks a run or rests on less
 * evidence, and nothing else changed. `undefined` when the new one may replace it: something changed,
 * or its levels lie within the former bounds or are known completely. Lost evidence makes no gate fail,
 * so one that fails now and did not by the former `verdict` is a change too.
 */
export function whyKept(
  before: ProofRecord | undefined,
  verdict: Audit['verdict'] | undefined,
  audit: Audit,
): string | undefined {
  const now = recordOf(audit);
  if (audit.outcome === 'INCOMPLETE' && verdict !== 'red') return undefined;
  if (before?.commit !== now.commit || changeBetween(before, audit) !== undefined) return undefined;
  const message = `the earlier audit of ${now.commit.slice(0, 7)} stays, because this one`;
  const gone = [...before.runs.keys()].find((id) => !now.runs.has(id));
  if (gone !== undefined) return `${message} lacks run ${gone}, which is no longer listed`;
  const lost = audit.rules.filter((rule, at) => isWider(rule, before.bounds[at]));
  const [first] = lost;
  if (first === undefined) {
    const source = verdict === 'red' ? undefined : expiredSource(audit);
    return source && `${message} lacks “${source.expected}”, which expired`;
  }
  const why = first.open[0]?.why ?? '';
  return `${message} has less evidence for ${lost.map(({ id }) => id).join(', ')} (${why})`;
}

/** Returns a required source that expired since the audit that had it: no rule may read it. */
function expiredSource({ outcome, sources }: Audit): Audit['sources'][number] | undefined {
  if (outcome !== 'INSUFFICIENT_EVIDENCE') return undefined;
  return sources.find(({ required, state }) => required && state === 'expired');
}

/**
 * Returns what changed since the former audit of the same commit, so that even a worse audit replaces
 * it. Lost evidence only widens bounds: a level outside of the former ones is a change.
 */
export function changeBetween(before: ProofRecord | undefined, audit: Audit): string | undefined {
  const now = recordOf(audit);
  if (before?.commit !== now.commit) return undefined;
  if (before.config !== now.config) return 'the config changed';
  if (before.rulesVersion !== now.rulesVersion) {
    return `it was made by rules version ${before.rulesVersion}, and this is ${now.rulesVersion}`;
  }
  if (before.base !== now.base) return 'the base commit changed';
  if (before.deferrals !== now.deferrals) return 'the milestone or its deferrals changed';
  const newer = counted(audit.runs).find(({ id, attempt }) => attempt > (before.runs.get(id) ?? 0));
  if (newer !== undefined) {
    return `attempt ${newer.attempt} of ${newer.workflow} run ${newer.id} is newer`;
  }
  const other = audit.rules.find((_, at) => isOutside(now.bounds[at], before.bounds[at]));
  return other === undefined
    ? newlyExpected(before, now, audit)
    : `${other.id} found something else`;
}

/** Returns which run had to exist and is missing although no run was lost: it was not required before. */
function newlyExpected(before: ProofRecord, now: ProofRecord, audit: Audit): string | undefined {
  if ([...before.runs.keys()].some((id) => !now.runs.has(id))) return undefined;
  const missing = audit.rules
    .filter((rule, at) => isWider(rule, before.bounds[at]))
    .flatMap(({ open }) => open)
    .find(({ kind, source }) => kind === 'expectedRuns' && source?.path !== undefined);
  return missing && `the ${missing.what} is expected now`;
}

function isOutside(now: Bounds | undefined, before: Bounds | undefined): boolean {
  if (now == null || before == null) return false;
  return now[1] < before[0] || now[0] > before[1];
}

/** Whether the bounds of an open rule are not within those it had. */
function isWider(rule: AuditRule, before: Bounds | undefined): boolean {
  if (rule.state !== 'open' || before === undefined) return false;
  const [lowest, highest] = before ?? [5, 0];
  return (rule.level ?? 0) < lowest || (rule.level_max ?? 5) > highest;
}

/** Maximum length of a printed record. A longer one, of about 200 runs, is not stored. */
const MAX_PRINTED = 2000;

const LEVELS = 6;

/** Lowest and highest level in one digit to the base of their pairs. */
const PAIRS = LEVELS * LEVELS;

/**
 * Returns a record without its commit, in characters that a marker does not encode: about 10 per run
 * and one per rule. Empty when it is too long.
 */
export function printProof({
  rulesVersion,
  config,
  base,
  deferrals,
  runs,
  bounds,
}: ProofRecord): string {
  let last = 0;
  const printed = [...runs]
    .sort(([a], [b]) => a - b)
    .map(([id, attempt]) => {
      const distance = (id - last).toString(36);
      last = id;
      return attempt === 1 ? distance : `${distance}.${attempt}`;
    });
  const digits = bounds.map((one) =>
    one === null ? '.' : (one[0] * LEVELS + one[1]).toString(PAIRS),
  );
  const values = [rulesVersion, config, base, deferrals, printed.join('_'), digits.join('')];
  const text = values.join('~');
  return text.length > MAX_PRINTED ? '' : text;
}

const PRINTED = /^(\d{1,9})~([0-9a-f]{8})~([0-9a-f]{8})~([0-9a-f]{8})~([0-9a-z._]*)~([0-9a-z.]*)$/;

/** Parses the text of `printProof`, or returns undefined for any other text. */
export function readProof(text: string, commit: string): ProofRecord | undefined {
  const found = PRINTED.exec(text);
  if (found === null) return undefined;
  const [, version = '', config = '', base = '', deferrals = '', printed = '', digits = ''] = found;
  let last = 0;
  const runs = printed.split('_').flatMap((one): readonly (readonly [number, number])[] => {
    const [distance = '', attempt = '1'] = one.split('.');
    if (distance === '') return [];
    last += Number.parseInt(distance, 36);
    return [[last, Number(attempt)]];
  });
  const bounds = [...digits].map((digit): Bounds => {
    const pair = Number.parseInt(digit, PAIRS);
    return digit === '.' ? null : [Math.floor(pair / LEVELS), pair % LEVELS];
  });
  const rulesVersion = Number(version);
  return { commit, rulesVersion, config, base, deferrals, runs: new Map(runs), bounds };
}
