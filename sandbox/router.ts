import type { Route } from './http.ts';
import { actionRoutes } from './routes/actions.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { attestationRoutes } from './routes/attestations.ts';
import { checkRoutes } from './routes/checks.ts';
import { contentRoutes } from './routes/contents.ts';
import { dependencyRoutes } from './routes/dependencies.ts';
import { gitRoutes } from './routes/git.ts';
import { commentRoutes, issueRoutes } from './routes/issues.ts';
import { metaRoutes } from './routes/meta.ts';
import { organizationRoutes } from './routes/organizations.ts';
import { pullRoutes } from './routes/pulls.ts';
import { repoRoutes } from './routes/repos.ts';
import { statusRoutes } from './routes/statuses.ts';

/** In order: routes that end in `{name+}` swallow the rest of a path and so come after the others. */
export const routes: readonly Route[] = [
  ...actionRoutes,
  ...artifactRoutes,
  ...pullRoutes,
  ...commentRoutes,
  ...issueRoutes,
  ...statusRoutes,
  ...checkRoutes,
  ...gitRoutes,
  ...contentRoutes,
  ...metaRoutes,
  ...dependencyRoutes,
  ...attestationRoutes,
  ...repoRoutes,
  ...organizationRoutes,
];

export interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.]/g, '\\.')
    .replace(/\{(\w+)\+\}/g, '(?<$1>.+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));

/** The route for a request, its parameters decoded; undefined when GitHub would say 404. */
export function matchRoute(method: string, path: string): Match | undefined {
  for (const { route, pattern } of patterns) {
    if (route.method !== method) continue;
    const found = pattern.exec(path);
    if (!found) continue;
    const params = Object.entries(found.groups ?? {});
    return {
      route,
      params: Object.fromEntries(params.map(([key, text]) => [key, decodeURIComponent(text)])),
    };
  }
  return undefined;
}
