import { type AuditFile, auditFiles, bySeries } from '../audit-chain/audit-files.ts';
import { readChain } from '../audit-chain/read-chain.ts';
import type { Tree } from '../model/forge.ts';
import type { PreviousAudit } from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { PublishJob } from './publisher.ts';
import { textOf } from './text-of.ts';

/** The audits of all other milestones on a branch: of each series the newest is read, the others by their rows in it. */
export async function otherAudits(job: PublishJob, tree: Tree): Promise<readonly PreviousAudit[]> {
  const files = auditFiles(tree.entries, job.config).filter(
    ({ milestone }) => compareMilestones(milestone, job.audit.milestone) !== 0,
  );
  const read = async ({ entry }: AuditFile) => {
    const text = await textOf(job, entry);
    return text === undefined
      ? ({ state: 'unreadable', why: 'it is no text file that could be fetched' } as const)
      : ({ state: 'found', text } as const);
  };
  const chains = await Promise.all(
    bySeries(files).map((one) => readChain(one, read, { trusted: job.audit.trend })),
  );
  return chains.flatMap(({ audits }) => audits);
}
