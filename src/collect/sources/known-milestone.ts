import { isGeneratedPath, templateMilestone } from '../../model/audit-paths.ts';
import type { Config } from '../../model/config.ts';
import { compareMilestones, findMilestoneId } from '../../model/milestone-id.ts';
import type { CachedReads } from '../cache.ts';

/**
 * Ids of the milestones that have a folder, or a file, where the config expects plans. What an audit
 * made is no plan: else the first audit would make its own milestone the only one that is known.
 */
export async function plannedMilestones(
  reads: CachedReads,
  config: Config,
  commit: string,
): Promise<readonly string[]> {
  const tree = await reads.tree(commit);
  if (!tree.ok || !config.plan.includes('{milestone}')) return [];
  const end = config.plan.indexOf('/', config.plan.indexOf('{milestone}'));
  const template = end === -1 ? config.plan : config.plan.slice(0, end);
  const depth = template.split('/').length;
  const paths = tree.value.entries
    .filter(({ path }) => !isGeneratedPath(path, config))
    .map(({ path }) => path.split('/').slice(0, depth).join('/'));
  const ids = paths.flatMap((path) => templateMilestone(path, template) ?? []);
  return [...new Set(ids)].flatMap((id) => milestoneIn(config, id)).sort();
}

/** The id a text names, as a list of none or one. */
export function milestoneIn(config: Config, text: string): readonly string[] {
  const id = findMilestoneId(text, config.milestone.pattern);
  return id === undefined ? [] : [id];
}

/**
 * Why an id that was ordered (by input or config) cannot be meant: the repository knows milestones,
 * and this is none of them. A repository that knows none yet takes any. A typing error would
 * otherwise be audited, published and committed under a name nobody uses.
 */
export async function whyUnknownMilestone(
  reads: CachedReads,
  config: Config,
  commit: string,
  ordered: { readonly id: string; readonly from: string },
): Promise<string | undefined> {
  const [planned, listed] = await Promise.all([
    plannedMilestones(reads, config, commit),
    reads.milestones(),
  ]);
  const titles = listed.ok ? listed.value.map(({ title }) => title) : [];
  const known = [
    ...new Set([...planned, ...titles.flatMap((title) => milestoneIn(config, title))]),
  ];
  if (known.length === 0 || known.some((id) => compareMilestones(id, ordered.id) === 0))
    return undefined;
  const plan = config.plan.replaceAll('{milestone}', ordered.id);
  return `the ${ordered.from} says milestone ${ordered.id}, which nothing here knows (known: ${known.sort(compareMilestones).join(', ')}); correct it, or write ${plan} or a GitHub milestone first`;
}
