import type { Audit } from '../model/audit.ts';
import { renderJson } from '../model/audit-json.ts';
import { isGeneratedPath } from '../model/audit-paths.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';
import type { Receipt } from '../model/receipt.ts';
import type { World } from '../model/world.ts';
import { checkOutput } from '../render/check-output.ts';
import { renderComment } from '../render/comment.ts';
import { renderDocument } from '../render/document.ts';
import type { DocumentLink } from '../render/document-link.ts';
import { describeStatus } from '../render/status-description.ts';
import { renderSummary } from '../render/summary.ts';
import { commentMarkFields } from './comment-marker.ts';
import { documentPlace } from './document-place.ts';
import type { Links, Pages, PublishJob } from './publisher.ts';

/** The evidence as text: full for the step's files, truncated for the commit. */
interface EvidenceTexts {
  readonly whole: string;
  /** Empty when even the truncated evidence is too large to commit. */
  readonly bounded: string;
}

/** Returns one audit with everything its destinations need. Pages are written again for new links. */
export function publishJob(
  world: World,
  { target, config }: EvidenceFile,
  audit: Audit,
  evidence: EvidenceTexts,
  known: { readonly announced: Receipt; readonly superseded: string | undefined },
): PublishJob {
  const { forge, event, files, results, clock, log } = world;
  const job: PublishJob = {
    ...{ forge, event, files, results, clock, log, target, config, audit },
    announced: [known.announced],
    ...(known.superseded === undefined ? {} : { superseded: known.superseded }),
    evidence: evidence.whole,
    render: (links) => write(links),
  };
  const write = pageWriter(audit, config.auditKey, evidence.bounded, placementOf(job));
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
 * Returns a function that writes the views of one audit with the links known so far. Each view is
 * written on first use, because most destinations need only one of them and a large audit takes
 * long. Views that do not depend on links are written once.
 */
function pageWriter(
  audit: Audit,
  auditKey: string,
  evidence: string,
  placement: string,
): (links: Links) => Pages {
  const document = once(() => renderDocument(audit));
  const json = once(() => renderJson(audit));
  return (links) => {
    const link = documentLink(audit, links);
    const comment = once(() =>
      renderComment(audit, {
        marker: commentMarkFields(audit, auditKey, links.run, links.before),
        ...(link === undefined ? {} : { document: link }),
        ...(links.before === undefined ? {} : { before: links.before }),
      }),
    );
    const summary = once(() =>
      renderSummary(audit, { receipts: links.receipts, placement, notices: [] }),
    );
    const check = once(() => checkOutput(audit, link).summary);
    return {
      get document() {
        return document();
      },
      get comment() {
        return comment();
      },
      get summary() {
        return summary();
      },
      get json() {
        return json();
      },
      get check() {
        return check();
      },
      evidence,
      statusDescription: describeStatus(audit),
    };
  };
}

/** Returns a function that computes its value on the first call only. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Returns a link to the committed document, or to the job summary, which contains it in full. */
function documentLink(audit: Audit, { document, run }: Links): DocumentLink | undefined {
  if (document !== undefined) return { text: audit.paths.document, url: document };
  return run === '' ? undefined : { text: 'the job summary', url: run };
}

/**
 * Returns why an audit of a pull request is superseded: the pull request has a newer head that
 * changes more than the audit's own files. Undefined when it is up to date or cannot be read.
 *
 * Call this right before the first write, because minutes may pass after the event.
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
