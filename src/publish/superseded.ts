import { isGeneratedPath } from '../model/audit-paths.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';

/**
 * Why an audit of a pull request comes too late: the pull request has another head by now, made of
 * more than the audit's own files. Undefined when it is up to date, or when GitHub does not say.
 *
 * Asked right before the first write, because minutes may lie between the event and here.
 */
export async function supersededBy(
  forge: Forge,
  { target, config }: Pick<EvidenceFile, 'target' | 'config'>,
): Promise<string | undefined> {
  if (target.occasion.kind !== 'pull-request' || target.pull === undefined || config.dryRun) {
    return undefined;
  }
  const { head } = target.commits;
  const now = await forge.pull(target.pull.number);
  if (!now.ok || now.value.headSha === head) return undefined;
  const { headSha } = now.value;
  const between = await forge.compare(head, headSha);
  const onlyOurs =
    between.ok &&
    between.value.mergeBase === head &&
    between.value.files.every(({ path }) => isGeneratedPath(path, config));
  if (onlyOurs) return undefined;
  return `superseded: pull request #${target.pull.number} has moved on to ${headSha.slice(0, 7)}`;
}
