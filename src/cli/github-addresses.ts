import { UsageError } from './usage-error.ts';

/** What it takes to ask a GitHub. */
export interface GithubAddresses {
  /** The environment with what was left out filled in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly token: string;
  /** Where people open its pages. */
  readonly serverUrl: string;
}

/**
 * From the option and the variables that Actions sets too. Of an Enterprise server the API's address
 * is enough: `https://host/api/v3` has GraphQL at `https://host/api/graphql` (GitHub Enterprise Server
 * docs, "Forming calls with GraphQL", read 2026-11-23).
 */
export function githubAddresses(
  repository: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): GithubAddresses {
  const named = repositoryNamed(repository ?? env['GITHUB_REPOSITORY'] ?? '');
  const token = env['GITHUB_TOKEN'] ?? '';
  if (token === '') {
    throw new UsageError(
      'GITHUB_TOKEN is not set; give it a token that may read actions, contents and pull requests',
    );
  }
  const api = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/$/, '');
  if (!URL.canParse(api)) throw new UsageError(`GITHUB_API_URL is no address: ${api}`);
  return {
    env: {
      ...env,
      GITHUB_REPOSITORY: named,
      GITHUB_API_URL: api,
      GITHUB_GRAPHQL_URL: env['GITHUB_GRAPHQL_URL'] || `${api.replace(/\/v3$/, '')}/graphql`,
    },
    token,
    serverUrl: env['GITHUB_SERVER_URL'] || serverOf(api),
  };
}

function repositoryNamed(text: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  throw new UsageError(
    text === '' ? '--repository OWNER/NAME is missing' : `--repository is OWNER/NAME, not ${text}`,
  );
}

function serverOf(api: string): string {
  return api === 'https://api.github.com' ? 'https://github.com' : new URL(api).origin;
}
