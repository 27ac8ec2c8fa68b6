import type { Audit } from '../model/audit.ts';
import { addsOnlyGenerated } from '../model/audit-paths.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { savedEvidence } from '../model/evidence-text.ts';
import type { Forge } from '../model/forge.ts';
import { ok, orNone, type Result } from '../model/result.ts';
import type { Receipt, World } from '../model/world.ts';
import { documentPlace } from './document-place.ts';
import type { PublishJob } from './publisher.ts';
import { pageWriter } from './render-pages.ts';

/** Returns one audit with everything its destinations need. Pages are written again for new links. */
export function publishJob(
  world: World,
  file: EvidenceFile,
  audit: Audit,
  known: {
    readonly announced: Receipt;
    readonly superseded: string | undefined;
    readonly others?: PublishJob['others'];
  } & Pick<PublishJob, 'reads' | 'knownHead'>,
): PublishJob {
  const { target, config } = file;
  const { forge, event, files, results, clock, log } = world;
  const job: PublishJob = {
    ...{ forge, event, files, results, clock, log, target, config, audit },
    announced: [known.announced],
    others: known.others ?? [],
    ...(known.superseded === undefined ? {} : { superseded: known.superseded }),
    ...(known.reads && { reads: known.reads }),
    ...(known.knownHead && { knownHead: known.knownHead }),
    evidence: savedEvidence(file),
    render: (links) => write(links),
  };
  const write = pageWriter(audit, config.auditKey, placementOf(job), config.failOn);
  return job;
}

/** Says in the summary where the document goes and why. */
function placementOf(job: PublishJob): string {
  const place = documentPlace(job);
  switch (place.kind) {
    case 'nowhere':
      return `The document is not committed: ${place.why}.`;
    case 'branch':
    case 'own-branch':
      return `The document is committed to the branch ${place.branch}.`;
    case 'pull-request':
      return `The document goes through a pull request: ${place.because}.`;
    default:
      return place satisfies never;
  }
}

/**
 * Returns why an audit of a pull request is superseded: the pull request has a newer head that
 * changes more than the audit's own files. Undefined when it is up to date.
 *
 * Call this right before the first write, because minutes may pass after the event.
 */
export async function supersededBy(
  forge: Forge,
  { target, config }: Pick<EvidenceFile, 'target' | 'config'>,
): Promise<Result<string | undefined>> {
  if (target.occasion.kind !== 'pull-request' || target.pull === undefined || config.dryRun) {
    return ok(undefined);
  }
  const { head } = target.commits;
  const now = await forge.pull(target.pull.number);
  if (!now.ok) return now;
  const { headSha } = now.value;
  if (headSha === head) return ok(undefined);
  const between = orNone(await forge.compare(head, headSha));
  if (!between.ok) return between;
  if (between.value && addsOnlyGenerated(between.value, head, config)) return ok(undefined);
  return ok(
    `superseded: pull request #${target.pull.number} has moved on to ${headSha.slice(0, 7)}`,
  );
}
