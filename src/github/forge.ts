import type { Forge } from '../model/forge.ts';
import { ok } from '../model/result.ts';
import type { Environment } from './action-ports.ts';
import { type ClientOptions, clientOf } from './client.ts';
import { compareCommits, getCommit } from './commits.ts';
import { contentsApi } from './contents.ts';
import { writesApi } from './create-commit.ts';
import { compareDependencies } from './dependency-changes.ts';
import { milestonesApi } from './milestones.ts';
import { pullsApi } from './pulls.ts';
import { rateLimitsOfRun } from './rate-limits.ts';
import { runsApi } from './runs.ts';
import { statusesApi } from './statuses.ts';

/** Returns GitHub as the model's port. */
export function githubForge(options: ClientOptions): Forge {
  const client = clientOf(options);
  const pulls = pullsApi(client);
  let account: string | undefined;
  return {
    repository: options.repository,
    requests: client.transport.requests,
    ...runsApi(client),
    ...pulls,
    viewer: async () => (account === undefined ? pulls.viewer() : ok(account)),
    ...milestonesApi(client),
    ...statusesApi(client, (login) => {
      account = login;
    }),
    ...contentsApi(client),
    commit: (ref) => getCommit(client, ref),
    ...writesApi(client),
    compare: (base, head) => compareCommits(client, base, head),
    async attestations(digest, predicateType) {
      const { listAttestations } = await import('./attestations.ts');
      return listAttestations(client, digest, predicateType);
    },
    dependencyChanges: (base, head) => compareDependencies(client, base, head),
  };
}

function repositoryOf(env: Environment): Forge['repository'] {
  const [owner = '', name = '', ...rest] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (owner === '' || name === '' || rest.length > 0) {
    throw new Error('GITHUB_REPOSITORY is not set to owner/name, so there is nothing to audit');
  }
  return { owner, name };
}

/** Returns the GitHub of the runner's environment: github.com, Enterprise Server, or a test server. */
export function actionForge(env: Environment, token: string, version: string): Forge {
  const apiUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/$/, '');
  const graphqlUrl = env['GITHUB_GRAPHQL_URL'] || 'https://api.github.com/graphql';
  if (token === '') throw new Error('the input `github-token` is empty');
  const userAgent = `milestone-audit/${version}`;
  const rateLimits = rateLimitsOfRun(Number(env['GITHUB_RUN_ID']) || 0);
  return githubForge({
    repository: repositoryOf(env),
    token,
    apiUrl,
    graphqlUrl,
    userAgent,
    rateLimits,
    ...(env['RUNNER_TEMP'] ? { temp: env['RUNNER_TEMP'] } : {}),
  });
}
