import type { FlatTree } from '../git-objects.ts';
import { repoOf } from '../lookup.ts';
import { commitOnBranch } from '../move-ref.ts';
import { permits } from '../permissions.ts';
import { refusal } from '../rules.ts';
import type { Json } from '../views/view.ts';
import type { Repo } from '../world.ts';
import { type Context, forbidden, graphqlError, type Node } from './context.ts';

/** `CreateCommitOnBranchInput` of the schema. */
interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
  readonly expectedHeadOid: string;
  readonly clientMutationId?: string;
}

/** Returns the short name of a branch given as `main` or as `refs/heads/main`. */
const branchName = ({ branch }: CommitInput): string =>
  (branch.branchName ?? '').replace(/^refs\/heads\//, '');

function target(context: Context, input: CommitInput): { repo: Repo; branch: string; tip: string } {
  const name = input.branch.repositoryNameWithOwner ?? '';
  const repo = repoOf(context.world, name);
  if (!repo) {
    const message = `Could not resolve to a Repository with the name '${name}'.`;
    throw graphqlError(message, 'NOT_FOUND');
  }
  const branch = branchName(input);
  const tip = repo.refs.get(`refs/heads/${branch}`);
  if (tip === undefined) {
    throw graphqlError(`No such branch "${branch}" in the repository`, 'NOT_FOUND');
  }
  return { repo, branch, tip };
}

function changedTree(repo: Repo, tip: string, input: CommitInput): FlatTree {
  const tree = repo.store.readTree(repo.store.mustCommit(tip).tree);
  for (const { path } of input.fileChanges?.deletions ?? []) {
    if (!tree.delete(path)) {
      throw graphqlError(
        `A path was requested for deletion which does not exist: ${path}`,
        'UNPROCESSABLE',
      );
    }
  }
  for (const { path, contents } of input.fileChanges?.additions ?? []) {
    const sha = repo.store.blob(Buffer.from(contents, 'base64'));
    tree.set(path, { mode: tree.get(path)?.mode ?? '100644', sha });
  }
  return tree;
}

/**
 * Checks and commits without interruption, because the sandbox is single-threaded. The message of a
 * lost race is GitHub's own (planetscale/ghcommit#153, read 2026-11-22).
 */
export function createCommitOnBranch(_: never, args: Json, context: Context): Node {
  const input = args['input'] as CommitInput;
  const { world, token } = context;
  if (!permits(token, 'contents=write')) throw forbidden();
  const { repo, branch, tip } = target(context, input);
  if (repo !== world.repo) throw forbidden();
  if (input.expectedHeadOid !== tip) {
    const words = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
    throw graphqlError(words, 'STALE_DATA');
  }
  const refused = refusal(world, branch);
  if (refused !== undefined) throw graphqlError(refused, 'UNPROCESSABLE');
  const { headline, body } = input.message;
  const message = body ? `${headline}\n\n${body}` : headline;
  const tree = changedTree(repo, tip, input);
  const sha = commitOnBranch(world, repo, branch, { login: token.login, message, tree });
  return {
    type: 'CreateCommitOnBranchPayload',
    value: { repo, branch, sha, clientMutationId: input.clientMutationId ?? null },
  };
}
