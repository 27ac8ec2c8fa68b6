import { type Call, notFound, param, type Route } from '../http.ts';
import { fullName, reposOf } from '../lookup.ts';
import { paged } from '../paging.ts';
import { repoJson } from '../views/repository.ts';
import type { Repo } from '../world.ts';

function reposIn(call: Call): readonly Repo[] {
  const login = param(call, 'org');
  if (call.world.users.get(login)?.type !== 'Organization') throw notFound();
  return reposOf(call.world, login);
}

export const organizationRoutes: readonly Route[] = [
  {
    operation: 'repos/list-for-org',
    method: 'GET',
    path: '/orgs/{org}/repos',
    needs: 'metadata=read',
    handle: (call) => paged(call, reposIn(call), (repo) => repoJson(call.view, repo)),
  },
  {
    operation: 'orgs/custom-properties-for-repos-get-organization-values',
    method: 'GET',
    path: '/orgs/{org}/properties/values',
    needs: 'organization_custom_properties=read',
    handle: (call) =>
      paged(call, reposIn(call), (repo) => ({
        repository_id: repo.id,
        repository_name: repo.name,
        repository_full_name: fullName(repo),
        properties: Object.entries(call.world.properties.get(fullName(repo)) ?? {}).map(
          ([property_name, value]) => ({ property_name, value }),
        ),
      })),
  },
];
