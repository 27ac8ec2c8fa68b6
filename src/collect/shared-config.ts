import type { SharedReference } from '../config/config-schema.ts';
import type { ReadShared } from '../config/extend-config.ts';
import { type ApiError, apiErrorText } from '../model/result.ts';
import type { CachedReads } from './cache.ts';

/**
 * Reads a shared config at its commit, which must be the repository's own: GitHub serves the commits
 * of every fork through the parent's address, and anybody can fork.
 */
export function sharedReader(reads: CachedReads): ReadShared {
  return async (reference) => {
    const { owner, name, path, commit } = reference;
    const repository = { owner, name };
    const [file, place] = await Promise.all([
      reads.foreignFile(repository, commit, path),
      reads.foreignCommit(repository, commit),
    ]);
    if (!file.ok) return { state: 'refused', why: whyNot(reference, file.error) };
    // A copy that stands in for it says nothing about where the commit lies.
    if (!place.ok && place.error.kind !== 'not-here') {
      return { state: 'refused', why: whyNot(reference, place.error) };
    }
    if (place.ok && place.value.state !== 'exists') {
      const why = `the commit is in no branch and no tag of ${owner}/${name}, so somebody's fork may have made it`;
      return { state: 'refused', why };
    }
    return { state: 'read', text: new TextDecoder().decode(file.value) };
  };
}

/**
 * A repository that the token may not see is "not found" like one that is not there. The token of a
 * workflow is limited to the repository that holds the workflow (docs.github.com, "About the
 * GITHUB_TOKEN secret", read 2026-11-23); what is public everybody reads.
 */
function whyNot({ owner, name, path, commit }: SharedReference, trouble: ApiError): string {
  if (trouble.kind !== 'missing' && trouble.kind !== 'forbidden') return apiErrorText(trouble);
  return `there is no ${path} at ${commit.slice(0, 7)} in ${owner}/${name}, or the token may not read it: a workflow's own token reads its own repository and public ones, so make ${owner}/${name} public or give \`github-token\` a token that may read its contents`;
}
