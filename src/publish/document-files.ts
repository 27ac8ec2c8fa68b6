import type { FileAddition } from '../model/forge.ts';
import { linksFrom } from './links.ts';
import type { PublishJob } from './publisher.ts';

/** The files of one commit: document and JSON, and the evidence unless it is not to be kept. */
export function documentFiles(job: PublishJob): readonly FileAddition[] {
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
