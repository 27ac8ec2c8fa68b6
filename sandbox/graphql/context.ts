import { GraphQLError } from 'graphql';
import type { Commit } from '../git-objects.ts';
import type { Json, View } from '../views/view.ts';
import type { Repo, Token, World } from '../world.ts';

export interface Context {
  readonly world: World;
  readonly view: View;
  readonly token: Token;
}

/** An object of the schema: the name of its type, and the value its fields are resolved from. */
export interface Node {
  readonly type: string;
  readonly value: unknown;
}

export type Resolver = (
  source: never,
  args: Json,
  context: Context,
) => Node | readonly Node[] | string | number | boolean | null;

export interface OnCommit {
  readonly repo: Repo;
  readonly commit: Commit;
}

/** Returns an error as GitHub writes it into `errors`; `type` is GitHub's word for its kind. */
export function graphqlError(message: string, type?: string): GraphQLError {
  return new GraphQLError(message, type === undefined ? {} : { extensions: { type } });
}

export const forbidden = (): GraphQLError =>
  graphqlError('Resource not accessible by integration', 'FORBIDDEN');

export const commitNode = (repo: Repo, sha: string): Node => ({
  type: 'Commit',
  value: { repo, commit: repo.store.mustCommit(sha) },
});
