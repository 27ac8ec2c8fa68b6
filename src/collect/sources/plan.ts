import { type Evidence, none, present, type UnreadPart, unreadable } from '../../model/evidence.ts';
import { compareMilestones, NO_MILESTONE } from '../../model/milestone-id.ts';
import type { Plan, PlanItem } from '../../model/repository.ts';
import { type CollectJob, fileUrl } from '../base/collect-job.ts';
import { plainText, proseLines, proseSections } from '../base/prose.ts';
import { comparedBase, readJudgedText } from '../base/repository-text.ts';
import { defineSource } from '../base/source.ts';

/**
 * Returns a heading or title without the id and the words around it: `M01 Plan — CI truthfulness` and
 * `M01: CI truthfulness (#17)` give `CI truthfulness`. Empty when nothing else remains.
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
  const isId = name !== '' && compareMilestones(name, milestone) === 0;
  return isId ? start.slice(token?.[0].length) : start;
}

/** Returns the milestone's plan: its title and its task lists, with those at the policy ref. */
async function collectPlan(job: CollectJob): Promise<Evidence<Plan>> {
  const { target, config } = job;
  const path = config.plan.replaceAll('{milestone}', target.milestone.id);
  const { commit, text, before } = await readJudgedText(job, path);
  const source = { what: path, path, commit, url: fileUrl(job, commit, path) };
  if (text.state === 'none' && before.state === 'none') {
    return none(noPlan(target.milestone.id, path), source);
  }
  if (text.state === 'unreadable') {
    const why = `the plan ${path} could not be read: ${text.why}`;
    job.notice(why);
    return unreadable(why, source);
  }
  const { items, ...plan } = readPlan(text.state === 'found' ? text.text : '', target.milestone.id);
  const base = comparedBase(before, path);
  if (base.state === 'unread') job.notice(base.why);
  const former =
    before.state === 'found' ? readPlan(before.text, target.milestone.id).items : undefined;
  const baseItems = former === undefined ? {} : { baseItems: former.slice(0, MAX_ITEMS) };
  return present(
    { path, ...plan, items: items.slice(0, MAX_ITEMS), ...baseItems, base },
    text.state === 'found' ? { ...source, blob: text.entry.blob } : source,
    [...beyondLimit(items, path), ...beyondLimit(former ?? [], `${path} of the base`)],
  );
}

function beyondLimit({ length }: readonly PlanItem[], path: string): readonly UnreadPart[] {
  if (length <= MAX_ITEMS) return [];
  const what = `items of ${path} after the first ${MAX_ITEMS}`;
  return [{ what, why: `it has ${length} items, and at most ${MAX_ITEMS} are read` }];
}

/** Maximum number of items of one plan; the rest is named as not read. */
const MAX_ITEMS = 500;

function noPlan(milestone: string, path: string): string {
  return milestone === NO_MILESTONE
    ? 'outside any milestone there is no plan'
    : `there is no plan at ${path}`;
}

/**
 * Reads the title from the first heading, the objective from its section, and the items from every
 * task list, without code and comments.
 */
export function readPlan(
  text: string,
  milestone: string,
): Pick<Plan, 'title' | 'objective' | 'items'> {
  let heading: string | undefined;
  const items: PlanItem[] = [];
  for (const { line, number } of proseLines(text)) {
    heading ??= /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(line)?.[1];
    const task = /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+(\S.*)$/.exec(line);
    if (task === null) continue;
    const [, mark = ' ', words = ''] = task;
    items.push({ text: plainText(words), done: mark !== ' ', line: number });
  }
  const objective = objectiveOf(text);
  return {
    title: milestoneTitle(plainText(heading ?? ''), milestone),
    ...(objective === undefined ? {} : { objective }),
    items,
  };
}

function objectiveOf(text: string): Plan['objective'] {
  const section = proseSections(text).find(({ title }) => /^(?:objectives?|goals?)$/i.test(title));
  const [first] = section?.paragraphs ?? [];
  return first === undefined ? undefined : { text: first.text, line: first.line };
}

export const plan = defineSource({
  kind: 'plan',
  from: 'local',
  cost: 'low',
  collect: collectPlan,
});
