import { compareMilestones, findMilestoneIds, parseMilestoneId } from '../../model/milestone-id.ts';

/** Everything that can name the milestone. */
export interface MilestoneHints {
  readonly input: string | undefined;
  readonly config: string | undefined;
  /** Regular expression of the config for ids outside the default grammar. */
  readonly pattern: string | undefined;
  readonly githubMilestone: string | undefined;
  readonly branch: string | undefined;
  readonly pullTitle: string | undefined;
  readonly subject: string | undefined;
  readonly tags: readonly string[];
}

export type MilestoneChoice =
  | {
      readonly state: 'chosen';
      readonly id: string;
      readonly from: string;
      readonly notices: readonly string[];
      /** Only the input or the config names it. */
      readonly alone?: true;
    }
  | { readonly state: 'none'; readonly why: string }
  | { readonly state: 'impossible'; readonly why: string };

interface NamedIds {
  readonly from: string;
  readonly ids: readonly string[];
}

/**
 * Returns the milestone's id from the first place that names one (design: section 4): input, config,
 * GitHub milestone, head branch, pull-request title, commit subject, newest tag. Input and config
 * decide alone. A disagreement among the others is reported, never guessed. A title that names two
 * milestones agrees with a branch that names one of them.
 */
export function chooseMilestone(hints: MilestoneHints): MilestoneChoice {
  const inferred = inferredIds(hints);
  const order = requiredId(hints);
  if (order !== undefined) return confirmed(order, hints.pattern, inferred);
  if (inferred.length > 0) return common(inferred);
  return fromSubjectOrTag(hints);
}

function requiredId(hints: MilestoneHints): { from: string; text: string } | undefined {
  if (hints.input !== undefined) return { from: 'input', text: hints.input };
  return hints.config === undefined ? undefined : { from: 'config', text: hints.config };
}

function inferredIds(hints: MilestoneHints): readonly NamedIds[] {
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['GitHub milestone', hints.githubMilestone],
    ['branch', hints.branch],
    ['pull-request title', hints.pullTitle],
  ];
  return texts
    .map(([from, text]) => ({ from, ids: findMilestoneIds(text ?? '', hints.pattern) }))
    .filter(({ ids }) => ids.length > 0);
}

function confirmed(
  order: { readonly from: string; readonly text: string },
  pattern: string | undefined,
  inferred: readonly NamedIds[],
): MilestoneChoice {
  const parsed = parseMilestoneId(order.text, pattern);
  if (parsed.state === 'impossible') return { state: 'impossible', why: parsed.why };
  const notices = inferred
    .filter(({ ids }) => !ids.some((id) => compareMilestones(id, parsed.id) === 0))
    .map(({ from, ids }) => `the ${order.from} says ${parsed.id}, the ${from} says ${list(ids)}`);
  const named = inferred.some(({ ids }) =>
    ids.some((id) => compareMilestones(id, parsed.id) === 0),
  );
  const chosen = { state: 'chosen', id: parsed.id, from: order.from, notices } as const;
  return named ? chosen : { ...chosen, alone: true };
}

function common(inferred: readonly NamedIds[]): MilestoneChoice {
  const shared = inferred
    .map(({ ids }) => ids)
    .reduce((left, right) =>
      left.filter((id) => right.some((other) => compareMilestones(id, other) === 0)),
    );
  const [id, ...more] = shared;
  const [first] = inferred;
  if (id === undefined || first === undefined || more.length > 0) {
    const named = inferred.map(({ from, ids }) => `the ${from} says ${list(ids)}`).join(', ');
    const why = `the milestone is not clear: ${named}; set the input "milestone" to one of them`;
    return { state: 'impossible', why };
  }
  return { state: 'chosen', id, from: first.from, notices: [] };
}

function fromSubjectOrTag(hints: MilestoneHints): MilestoneChoice {
  const [subject] = findMilestoneIds(hints.subject ?? '', hints.pattern);
  if (subject !== undefined) {
    return { state: 'chosen', id: subject, from: 'commit subject', notices: [] };
  }
  const tagged = hints.tags.flatMap((tag) => findMilestoneIds(tag, hints.pattern));
  const newest = [...tagged].sort(compareMilestones).at(-1);
  return newest === undefined
    ? { state: 'none', why: 'no input, config, branch, title, subject or tag names a milestone' }
    : { state: 'chosen', id: newest, from: 'tag', notices: [] };
}

function list(ids: readonly string[]): string {
  return ids.join(' and ');
}
