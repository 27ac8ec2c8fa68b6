import { HttpError } from './http.ts';
import type { Token, World } from './world.ts';

const grants = (token: Token, need: string): boolean => {
  const [key = '', level] = need.trim().split('=');
  if (key === 'metadata') return true;
  const has = token.permissions.get(key);
  return has === 'write' || (has === 'read' && level === 'read');
};

/** Does the token meet one of the alternatives (`a=read,b=write; c=read`)? */
export const permits = (token: Token, needs: string): boolean =>
  needs === '' ||
  needs.split(';').some((group) => group.split(',').every((need) => grants(token, need)));

/** Refuses as GitHub does, naming what would have been enough. */
export function demand(token: Token, needs: string): void {
  if (permits(token, needs)) return;
  throw new HttpError(
    403,
    'Resource not accessible by integration',
    {},
    {
      'x-accepted-github-permissions': needs,
    },
  );
}

/**
 * Refuses what GitHub gives to nobody without a token: writing, GraphQL, private repositories, artifacts, and
 * logs (docs.github.com, "Forming calls with GraphQL", "Download an artifact", read 2026-11-29).
 */
export function demandIdentity(world: World, token: Token, method: string, path: string): void {
  if (token !== world.anonymous) return;
  if (path === '/graphql') {
    throw new HttpError(401, 'This endpoint requires you to be authenticated.');
  }
  if (world.repo.private) throw new HttpError(404, 'Not Found');
  if (/\/logs$/.test(path)) throw new HttpError(403, 'Must have admin rights to Repository.');
  if (method !== 'GET' || /\/zip$/.test(path)) throw new HttpError(401, 'Requires authentication');
}

/** The token behind an Authorization header, or nobody's; 401 for one that nobody issued. */
export function tokenOf(world: World, authorization: string | undefined): Token {
  if (authorization === undefined) return world.anonymous;
  const value = /^(?:bearer|token)\s+(.+)$/i.exec(authorization)?.[1];
  if (value === undefined) throw new HttpError(401, 'Requires authentication');
  const token = world.tokens.get(value);
  if (!token) throw new HttpError(401, 'Bad credentials');
  return token;
}
