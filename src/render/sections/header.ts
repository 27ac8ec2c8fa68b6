import { quantity } from '../../lib/quantity.ts';
import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { commitLink, rangeLink } from '../format/address.ts';
import { conclusionWord, fateOf } from '../format/conclusion.ts';
import { printOverall } from '../format/print-score.ts';
import { VERDICT_SIGNS } from '../format/verdict-words.ts';
import { type Blocks, heading, list } from '../markdown/block.ts';
import { code, type Inline, link, strong } from '../markdown/inline.ts';

/** `M01 Audit — Title`; a title that only repeats the id says nothing. */
export function auditTitle(audit: Audit): string {
  const { milestone } = audit;
  const named = milestone === NO_MILESTONE ? 'Audit outside any milestone' : `${milestone} Audit`;
  const title = ownTitle(audit);
  return title === '' ? named : `${named} — ${title}`;
}

function ownTitle({ milestone, title }: Audit): string {
  return title === milestone ? '' : title;
}

/** The title, then what is audited and what came of it, one field a line. */
export function header(audit: Audit): readonly Blocks[] {
  const fields: readonly (readonly [string, Inline])[] = [
    ['Milestone', audit.milestone === NO_MILESTONE ? 'none' : audit.milestone],
    ['Title', ownTitle(audit)],
    ['Branch', code(audit.branch)],
    ['Audit date', audit.date ?? 'unknown: no run is known that ended'],
    ['Audit score', printOverall(audit.score)],
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
  const own = commitLink(audit, audited);
  return merge === null || merge === audited
    ? own
    : [own, ', merged as ', commitLink(audit, merge)];
}

function pullRequest({ pull_request }: Audit): Inline {
  if (pull_request === null) return '';
  const { number, title, url } = pull_request;
  return [link(url, `#${number}`), ` ${title}`];
}

/** Runs on other code say nothing about this commit and are not counted. */
function ciStatus({ runs }: Audit): string {
  const own = runs.filter(({ relation }) => relation !== 'stale');
  if (own.length === 0) return runs.length === 0 ? 'no run is known' : 'no run of this code';
  const passed = own.filter(({ conclusion }) => fateOf(conclusion) === 'passed');
  const others = own
    .filter((run) => !passed.includes(run))
    .slice(0, 5)
    .map(({ workflow, conclusion }) => `${workflow}: ${conclusionWord(conclusion)}`);
  const counted = `${passed.length} of ${quantity(own.length, 'run')} passed`;
  return others.length === 0 ? counted : `${counted} (${others.join(', ')})`;
}

function verdict({ verdict: colour, outcome }: Audit): string {
  return `${VERDICT_SIGNS[colour]} ${colour}, ${outcome}`;
}
