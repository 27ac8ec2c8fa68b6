import { indexByPath } from '../../lib/memoize.ts';
import { present, unreadable } from '../../model/evidence.ts';
import type { DeclaredFile } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import { commitUrl } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';

/** The files that the config requires, by their entries in the tree of the audited commit. */
export const declaredFiles = defineSource({
  kind: 'declaredFiles',
  from: 'local',
  cost: 'low',
  async collect(job) {
    const commit = job.target.commits.audited;
    const source = { what: 'files that the config names', url: commitUrl(job, commit), commit };
    const tree = await job.reads.tree(commit);
    if (!tree.ok) {
      const why = `the files of commit ${commit.slice(0, 7)} could not be listed: ${apiErrorText(tree.error)}`;
      return unreadable(why, source);
    }
    const { paths } = job.requirements;
    const listed = indexByPath(tree.value.entries);
    const beyond = paths.filter((path) => !listed.has(path));
    if (tree.value.truncated && beyond.length > 0) {
      const why = `commit ${commit.slice(0, 7)} has more files than GitHub lists; unknown: ${beyond.join(', ')}`;
      return unreadable(why, source);
    }
    const files = paths.flatMap((path): DeclaredFile[] => {
      const bytes = listed.get(path)?.bytes;
      if (bytes !== undefined) return [{ path, state: bytes === 0 ? 'empty' : 'present', bytes }];
      // GitHub may have left it out of the list.
      return tree.value.truncated ? [] : [{ path, state: 'absent', bytes: 0 }];
    });
    return present(files, source);
  },
});
