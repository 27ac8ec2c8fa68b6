import { fullName } from '../lookup.ts';
import type { Repo, World } from '../world.ts';

export type Json = Record<string, unknown>;

/** What a view needs beside its noun: the world for look-ups, and the address the caller used. */
export interface View {
  readonly world: World;
  /** Base of `url` fields, without a slash at the end. */
  readonly api: string;
}

export const apiOf = (view: View, repo: Repo): string => `${view.api}/repos/${fullName(repo)}`;
export const htmlOf = (view: View, repo: Repo): string =>
  `${view.world.serverUrl}/${fullName(repo)}`;

/** An opaque id as GitHub's GraphQL hands out; stable for the same thing. */
export const nodeId = (kind: string, id: string | number): string =>
  Buffer.from(`${kind}:${id}`).toString('base64url');
