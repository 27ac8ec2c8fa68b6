import { compareMilestones, findMilestoneIds } from '../../model/milestone-id.ts';

/**
 * A heading or title without the id and the words around it: `M01 Plan — CI truthfulness` and
 * `M01: CI truthfulness (#17)` are `CI truthfulness`. Empty when nothing else is said.
 */
export function milestoneTitle(text: string, milestone: string): string {
  let rest = text.replace(/\s*\(#\d+\)\s*$/, '');
  for (;;) {
    const shorter = withoutFirst(rest, milestone);
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest.replace(/[\s:–—\-|·]+(?:plan)?$/i, '').trim();
}

const SEPARATORS = /^[\s:–—\-|·,]+/;
const WORDS = /^(?:milestone|plan)(?![\p{L}\p{N}])/iu;

function withoutFirst(text: string, milestone: string): string {
  const start = text.replace(SEPARATORS, '').replace(WORDS, '');
  const token = /^[([]?([A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9])[)\]]?/.exec(start);
  const name = token?.[1] ?? '';
  const isId =
    name === milestone ||
    findMilestoneIds(name).some((id) => compareMilestones(id, milestone) === 0 && spells(name, id));
  return isId ? start.slice(token?.[0].length) : start;
}

/** The token is the id and nothing more: `m01`, not `m01-ci`. */
function spells(token: string, id: string): boolean {
  return token.replaceAll('_', '.').toUpperCase() === id.toUpperCase();
}
