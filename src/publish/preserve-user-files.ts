import { INDEX_MARK } from '../history/index-document.ts';
import { PAGE_MARK } from '../history/page.ts';
import { programmePaths } from '../model/audit-paths.ts';
import type { FileAddition, Tree } from '../model/forge.ts';
import { blobId } from './blob-id.ts';
import type { PublishJob } from './publisher.ts';
import { textOf } from './text-of.ts';

/** A README or page that a person wrote in the milestones' folder is never written over. */
export async function withoutPeoplesFiles(
  job: PublishJob,
  tree: Tree,
  files: readonly FileAddition[],
): Promise<readonly FileAddition[]> {
  const paths = programmePaths(job.config);
  const marks = new Map([
    [paths?.index, `<!-- ${INDEX_MARK}`],
    [paths?.page, PAGE_MARK],
  ]);
  const kept = await Promise.all(
    files.map(async (file) => {
      const mark = marks.get(file.path);
      const there = tree.entries.find(({ path }) => path === file.path);
      if (mark === undefined || there === undefined || there.blob === blobId(file.text))
        return file;
      const text = await textOf(job, there);
      if (text?.includes(mark)) return file;
      job.log.warning(`${file.path} was left as it is: it is not one that the audit made`);
      return undefined;
    }),
  );
  return kept.filter((file) => file !== undefined);
}
