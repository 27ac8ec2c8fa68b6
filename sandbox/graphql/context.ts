import type { Commit } from '../git-objects.ts';
import type { View } from '../views/view.ts';
import type { Repo, Token, World } from '../world.ts';
import type { Node } from './execute.ts';

export interface Context {
  readonly world: World;
  readonly view: View;
  readonly token: Token;
}

export interface OnCommit {
  readonly repo: Repo;
  readonly commit: Commit;
}

export const FORBIDDEN = 'Resource not accessible by integration';

export const commitNode = (repo: Repo, sha: string): Node => ({
  type: 'Commit',
  value: { repo, commit: repo.store.mustCommit(sha) },
});
