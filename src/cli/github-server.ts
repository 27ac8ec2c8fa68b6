import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { githubForge } from '../github/forge.ts';
import { type RateLimits, rateLimitsOfRun } from '../github/rate-limits.ts';
import type { Forge } from '../model/forge.ts';
import { UsageError } from './arguments.ts';
import { VERSION } from './command.ts';
import type { Environment } from './style.ts';

/** A repository on a GitHub server, and what requests to that server need. */
export interface GithubServer {
  /** `owner/name`. */
  readonly repository: string;
  /** Empty when there is none. */
  readonly token: string;
  /** `https://api.github.com`, or `https://host/api/v3`. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Address of the pages for people, such as `https://github.com`. */
  readonly serverUrl: string;
}

/**
 * Returns the server of a repository. Without a host it is the one of the environment, as Actions sets
 * it, else github.com. An Enterprise Server has its API at `https://host/api/v3` and GraphQL at
 * `https://host/api/graphql` (GitHub Enterprise Server docs, "Forming calls with GraphQL", read
 * 2026-11-23). A token is sent only to the host that it belongs to.
 */
export function githubServer(
  repository: string,
  host: string | undefined,
  env: Environment,
): Promise<GithubServer> {
  const here = environmentServer(env);
  return host === undefined || host === new URL(here.serverUrl).host
    ? withToken({ ...here, repository }, [env['GH_TOKEN'], env['GITHUB_TOKEN']])
    : otherServer(repository, host, env);
}

function environmentServer(env: Environment): Omit<GithubServer, 'repository' | 'token'> {
  const apiUrl = (env['GITHUB_API_URL'] || CLOUD.apiUrl).replace(/\/$/, '');
  if (!URL.canParse(apiUrl)) {
    throw new UsageError(`GITHUB_API_URL must be an address (got ${apiUrl})`);
  }
  const ofApi = apiUrl === CLOUD.apiUrl ? CLOUD.serverUrl : new URL(apiUrl).origin;
  return {
    apiUrl,
    graphqlUrl: env['GITHUB_GRAPHQL_URL'] || `${apiUrl.replace(/\/v3$/, '')}/graphql`,
    serverUrl: env['GITHUB_SERVER_URL'] || ofApi,
  };
}

const CLOUD = {
  apiUrl: 'https://api.github.com',
  graphqlUrl: 'https://api.github.com/graphql',
  serverUrl: 'https://github.com',
};

/** The variables are those of GitHub's own command line (`gh help environment`, read 2026-11-29). */
function otherServer(repository: string, host: string, env: Environment): Promise<GithubServer> {
  if (host === 'github.com') return withToken({ ...CLOUD, repository }, []);
  const server = {
    repository,
    apiUrl: `https://${host}/api/v3`,
    graphqlUrl: `https://${host}/api/graphql`,
    serverUrl: `https://${host}`,
  };
  return withToken(server, [env['GH_ENTERPRISE_TOKEN'], env['GITHUB_ENTERPRISE_TOKEN']]);
}

async function withToken(
  server: Omit<GithubServer, 'token'>,
  tokens: readonly (string | undefined)[],
): Promise<GithubServer> {
  const given = tokens.find((token) => token !== undefined && token !== '');
  return { ...server, token: given ?? (await tokenOfGh(new URL(server.serverUrl).host)) };
}

/** Returns the token of GitHub's own command line; empty when it is not installed or not logged in. */
async function tokenOfGh(host: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token', '--hostname', host], {
      timeout: 10_000,
    });
    return stdout.trim();
  } catch {
    return '';
  }
}

/** Returns the repository on its server as the model's port. `limits` replace those of the run. */
export function forgeOf(
  { repository, token, apiUrl, graphqlUrl }: GithubServer,
  limits: Partial<RateLimits> = {},
): Forge {
  const [owner = '', name = ''] = repository.split('/');
  return githubForge({
    repository: { owner, name },
    token,
    apiUrl,
    graphqlUrl,
    userAgent: `milestone-audit/${VERSION}`,
    rateLimits: { ...rateLimitsOfRun(Number(process.env['GITHUB_RUN_ID']) || 0), ...limits },
  });
}
