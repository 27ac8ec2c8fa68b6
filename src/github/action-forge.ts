import type { Forge } from '../model/forge.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Environment } from './action-event.ts';
import { githubForge } from './forge.ts';
import { paceOfRun } from './rate-limits.ts';

function repositoryOf(env: Environment): RepositoryName {
  const [owner = '', name = '', ...rest] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (owner === '' || name === '' || rest.length > 0) {
    throw new Error('GITHUB_REPOSITORY is not set to owner/name, so there is nothing to audit');
  }
  return { owner, name };
}

/** GitHub as the runner's environment describes it: github.com, an Enterprise server, or a stand-in. */
export function actionForge(env: Environment, token: string, version: string): Forge {
  const apiUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/$/, '');
  const graphqlUrl = env['GITHUB_GRAPHQL_URL'] || 'https://api.github.com/graphql';
  if (token === '') throw new Error('the input `github-token` is empty');
  const userAgent = `milestone-audit/${version}`;
  const pace = paceOfRun(Number(env['GITHUB_RUN_ID']) || 0);
  return githubForge({ repository: repositoryOf(env), token, apiUrl, graphqlUrl, userAgent, pace });
}
