import type { World } from '../model/world.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import { heading, paragraph, prose, root } from '../render/markdown/tree.ts';
import { endLeftOpen, readLeftOpen } from './pending-statuses.ts';

const WHY = 'The audit did not come to its end: its process was killed';

/**
 * What the action's `post` step does after an audit that could not even say that it broke: every
 * status it left pending ends as `error`. `open` is what `leftOpenText` wrote.
 */
export async function endLeftOver(
  { forge, log, results }: Pick<World, 'forge' | 'log' | 'results'>,
  open: string,
): Promise<{ readonly exitCode: 0 | 1 }> {
  let exitCode: 0 | 1 = 0;
  for (const one of readLeftOpen(open)) {
    const ended = await endLeftOpen(forge, one, WHY);
    const name = one.kind === 'status' ? one.context : one.name;
    if (ended.ok) log.info(`${name} on ${one.sha.slice(0, 7)}: no longer pending`);
    else log.error(`${name} on ${one.sha} is still pending: ${ended.error.message}`);
    if (!ended.ok) exitCode = 1;
  }
  await results.summary(
    toMarkdown(root(heading(2, 'Milestone audit: broken off'), paragraph(prose(`${WHY}.`)))),
  );
  return { exitCode };
}
