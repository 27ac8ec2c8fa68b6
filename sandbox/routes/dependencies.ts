import { type Call, HttpError, type Reply, type Route } from '../http.ts';
import { paged } from '../paging.ts';
import type { StoryDependency } from '../story.ts';
import type { Json } from '../views/view.ts';
import { sides } from './repos.ts';

/** An item of `dependency-graph-diff` */
function changeJson({ change, vulnerabilities, ...told }: StoryDependency): Json {
  return {
    change_type: change,
    ...told,
    package_url: `pkg:${told.ecosystem}/${encodeURIComponent(told.name)}@${told.version}`,
    license: null,
    source_repository_url: null,
    scope: 'runtime',
    vulnerabilities: vulnerabilities.map(({ id, severity, summary }) => ({
      severity,
      advisory_ghsa_id: id,
      advisory_summary: summary,
      advisory_url: `https://github.com/advisories/${id}`,
    })),
  };
}

/** Private repositories have no Advanced Security here (O: responses/dependency_review_forbidden). */
function diffRange(call: Call): Reply {
  sides(call);
  if (call.repo.private) {
    throw new HttpError(
      403,
      'Dependency review is not supported on this repository. Please ensure that Dependency graph is enabled along with GitHub Advanced Security.',
    );
  }
  return paged(call, call.world.dependencies, changeJson);
}

export const dependencyRoutes: readonly Route[] = [
  {
    operation: 'dependency-graph/diff-range',
    method: 'GET',
    path: '/repos/{owner}/{repo}/dependency-graph/compare/{basehead+}',
    needs: 'contents=read',
    handle: diffRange,
  },
];
