import { HttpError, ok, param, type Route } from '../http.ts';
import { userJson } from '../views/user.ts';

/** When a token's hour is over: the caller compares it with its own clock, so it is a real time. */
export const resetTime = (): number => Math.floor(Date.now() / 1000) + 3600;

export const metaRoutes: readonly Route[] = [
  {
    operation: 'rate-limit/get',
    method: 'GET',
    path: '/rate_limit',
    needs: '',
    handle: (call) => {
      const limit = call.world.rateLimit;
      const used = call.token.used;
      const rate = { limit, used, remaining: Math.max(0, limit - used), reset: resetTime() };
      return ok({ resources: { core: rate, graphql: rate, search: { ...rate, limit: 30 } }, rate });
    },
  },
  {
    operation: 'users/get-authenticated',
    method: 'GET',
    path: '/user',
    needs: '',
    handle: (call) => {
      if (call.token.login.endsWith('[bot]')) {
        throw new HttpError(403, 'Resource not accessible by integration');
      }
      return ok(userJson(call.view, call.token.login));
    },
  },
  {
    operation: 'repos/get-collaborator-permission-level',
    method: 'GET',
    path: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    needs: 'metadata=read',
    handle: (call) => {
      const login = param(call, 'username');
      if (!call.world.users.has(login)) throw new HttpError(404, `${login} is not a user`);
      const permission = login.endsWith('[bot]') ? 'none' : 'write';
      const user = { ...userJson(call.view, login), role_name: permission };
      return ok({ permission, role_name: permission, user });
    },
  },
];
