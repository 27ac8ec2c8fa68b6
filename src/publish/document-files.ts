import { programmeFiles } from '../history/milestone-files.ts';
import { programmeOf } from '../history/milestones.ts';
import type { FileAddition, Tree } from '../model/forge.ts';
import type { FilesOn } from './commit-files.ts';
import { ledgerFile } from './ledger-file.ts';
import { linksFrom } from './links.ts';
import { otherAudits } from './other-audits.ts';
import { withoutPeoplesFiles } from './preserve-user-files.ts';
import type { PublishJob } from './publisher.ts';

/**
 * The files of one commit: document and JSON, the evidence unless it is not to be kept, and what is
 * made from all audits of the branch: index, page, pictures, and the row in the team's own ledger.
 * The latter are made anew for every head that is committed onto.
 */
export function documentFiles(job: PublishJob): FilesOn {
  const own = ownFiles(job);
  return async (tree) => [...own, ...(await sharedFiles(job, tree))];
}

function ownFiles(job: PublishJob): readonly FileAddition[] {
  const { paths } = job.audit;
  const pages = job.render(linksFrom(job, []));
  const files = [
    { path: paths.document, text: pages.document },
    { path: paths.json, text: pages.json },
  ];
  return job.config.evidence === 'commit' && pages.evidence !== ''
    ? [...files, { path: paths.evidence, text: pages.evidence }]
    : files;
}

async function sharedFiles(job: PublishJob, tree: Tree): Promise<readonly FileAddition[]> {
  // A list that GitHub cut short would make an index that has lost milestones.
  if (tree.truncated) return [];
  const programme = programmeOf(job.audit, await otherAudits(job, tree), job.config);
  const [files, ledger] = await Promise.all([
    withoutPeoplesFiles(job, tree, programmeFiles(programme)),
    ledgerFile(job, tree, programme),
  ]);
  return ledger === undefined ? files : [...files, ledger];
}
