import { quantity } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import {
  conclusionKind,
  conclusionLabel,
  printOverall,
  verdictSign,
  verdictWords,
} from '../format/labels.ts';
import { commitLink, rangeLink } from '../format/links.ts';
import { type Blocks, code, heading, type Inline, link, list, strong } from '../markdown/tree.ts';

/** Returns `M01 Audit — Title`, without a title that only repeats the id. */
export function auditTitle(audit: Audit): string {
  const { milestone } = audit;
  const named = milestone === NO_MILESTONE ? 'Audit outside any milestone' : `${milestone} Audit`;
  const title = titleOf(audit);
  return title === '' ? named : `${named} — ${title}`;
}

function titleOf({ milestone, title }: Audit): string {
  return title === milestone ? '' : title;
}

/** Returns the title, then the subject and the result of the audit, one field per line. */
export function header(audit: Audit): readonly Blocks[] {
  const fields: readonly (readonly [string, Inline])[] = [
    ['Milestone', audit.milestone === NO_MILESTONE ? 'none' : audit.milestone],
    ['Title', titleOf(audit)],
    ['Branch', code(audit.branch)],
    ['Audit date', audit.date ?? 'unknown: no run is known that ended'],
    ['Audit score', printOverall(audit)],
    ['Mode', audit.mode],
    ['Range', range(audit)],
    ['Commit', commit(audit)],
    ['Pull request', pullRequest(audit)],
    ['CI status', ciStatus(audit)],
    ['Verdict', verdict(audit)],
  ];
  const shown = fields.filter(([, value]) => value !== '');
  return [
    heading(1, auditTitle(audit)),
    list(shown.map(([name, value]) => [strong(`${name}:`), ' ', value])),
  ];
}

function range(audit: Audit): Inline {
  const { base, audited } = audit.commits;
  return base === null ? 'no base to compare with' : rangeLink(audit, base, audited);
}

function commit(audit: Audit): Inline {
  const { audited, merge } = audit.commits;
  const auditedLink = commitLink(audit, audited);
  return merge === null || merge === audited
    ? auditedLink
    : [auditedLink, ', merged as ', commitLink(audit, merge)];
}

function pullRequest({ pull_request }: Audit): Inline {
  if (pull_request === null) return '';
  const { number, title, url } = pull_request;
  return [link(url, `#${number}`), ` ${title}`];
}

/** Counts the runs of this code; runs of other code are ignored. */
function ciStatus({ runs }: Audit): string {
  const current = runs.filter(({ relation }) => relation !== 'stale');
  if (current.length === 0) return runs.length === 0 ? 'no run is known' : 'no run of this code';
  const passed = current.filter(({ conclusion }) => conclusionKind(conclusion) === 'passed');
  const others = current
    .filter((run) => !passed.includes(run))
    .slice(0, 5)
    .map(({ workflow, conclusion }) => `${workflow}: ${conclusionLabel(conclusion)}`);
  const counted = `${passed.length} of ${quantity(current.length, 'run')} passed`;
  return others.length === 0 ? counted : `${counted} (${others.join(', ')})`;
}

function verdict(audit: Audit): string {
  return `${verdictSign(audit)} ${verdictWords(audit)}`;
}
