import type { Result } from './result.ts';
import type { RepositoryName } from './target.ts';

/** A commit of another repository, and the tags that point at it. */
export interface ForeignCommit {
  /** `fork-only`: GitHub serves it through the repository's address, though only a fork has it. */
  readonly state: 'exists' | 'missing' | 'fork-only';
  readonly tags: readonly string[];
}

/** What the audit asks of repositories that it does not audit: those of actions and of shared configs. */
export interface ForeignRepositories {
  foreignCommit(repository: RepositoryName, sha: string): Promise<Result<ForeignCommit>>;
  foreignFile(
    repository: RepositoryName,
    commit: string,
    path: string,
  ): Promise<Result<Uint8Array>>;
}
