import type { Audit } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Receipt, World } from '../model/world.ts';
import { documentPlace } from './document-place.ts';
import type { PublishJob } from './publisher.ts';
import { pageWriter } from './render-pages.ts';

/** The evidence as text: whole for the step's files, bounded for the commit. */
export interface EvidenceTexts {
  readonly whole: string;
  /** Empty when even the shortened bundle is too large to commit. */
  readonly bounded: string;
}

/** One audit with everything its destinations need; the pages are written anew when links become known. */
export function publishJob(
  world: World,
  bundle: EvidenceFile,
  audit: Audit,
  evidence: EvidenceTexts,
  known: { readonly announced: Receipt; readonly superseded: string | undefined },
): PublishJob {
  const { forge, event, files, results, clock, log } = world;
  const { target, config } = bundle;
  const job: PublishJob = {
    ...{ forge, event, files, results, clock, log, target, config, audit },
    announced: [known.announced],
    ...(known.superseded === undefined ? {} : { superseded: known.superseded }),
    evidence: evidence.whole,
    render: (links) => write(links),
  };
  const write = pageWriter({
    audit,
    auditKey: config.auditKey,
    evidence: evidence.bounded,
    placement: placementOf(job),
  });
  return job;
}

/** Why the document goes where it goes, for the summary. */
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
