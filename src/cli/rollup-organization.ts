import type { ClientOptions } from '../github/client.ts';
import { readOrganization } from '../github/organization.ts';
import { rateLimitsOfRun } from '../github/rate-limits.ts';
import { publishTrackingIssue, type TrackingIssue } from '../github/tracking-issue.ts';
import type { ExpectedRepository, FoundFile } from '../history/rollup/rows.ts';
import { isRepository } from '../model/latest.ts';
import { apiErrorText } from '../model/result.ts';
import { optionText, UsageError } from './arguments.ts';
import { type Arguments, VERSION } from './command.ts';
import { githubServer } from './github-server.ts';

/** What a roll-up reads, with the address of the server for links. */
export interface OrganizationInputs {
  readonly expected: readonly ExpectedRepository[];
  readonly found: readonly FoundFile[];
  readonly notices: readonly string[];
  readonly server: string;
}

const PATH = 'docs/milestones/latest.json';

/** Reads the published audits of an organization. Throws a `UsageError` when its list cannot be read. */
export async function organizationInputs(
  organization: string,
  given: Arguments,
): Promise<OrganizationInputs> {
  if (!/^[\w-]{1,100}$/.test(organization)) {
    throw new UsageError(`--organization must be a name (got ${organization})`);
  }
  const path = optionText(given, 'path') ?? PATH;
  const { options, serverUrl } = await clientFor({ owner: organization, name: '' });
  const read = await readOrganization(options, organization, path);
  if (!read.ok) throw new UsageError(apiErrorText(read.error));
  const [team, tier] = ['team', 'tier'].map((name) => optionText(given, name) ?? name);
  const { repositories, notices } = read.value;
  return {
    expected: repositories.map(({ repository, archived, properties }) => ({
      repository,
      ...named('team', properties[team ?? '']),
      ...named('tier', properties[tier ?? '']),
      why: `${path} does not exist${archived ? ', and the repository is archived' : ''}`,
    })),
    found: repositories.flatMap(({ repository, files }) =>
      files.map(({ path: place, content }) => ({ place, repository, content })),
    ),
    notices,
    server: serverUrl,
  };
}

/** Opens, updates, or closes the issue of a roll-up, and returns what happened as a line. */
export async function publishIssue(repository: string, issue: TrackingIssue): Promise<string> {
  const [owner = '', name = ''] = repository.split('/');
  if (!isRepository(repository)) {
    throw new UsageError(`--issue must be OWNER/NAME (got ${repository})`);
  }
  const { options } = await clientFor({ owner, name });
  const done = await publishTrackingIssue(options, issue);
  if (!done.ok) throw new UsageError(apiErrorText(done.error));
  return done.value.state === 'none'
    ? 'issue: none, because every repository passes'
    : `issue ${done.value.state}: ${done.value.url}`;
}

async function clientFor(
  repository: ClientOptions['repository'],
): Promise<{ readonly options: ClientOptions; readonly serverUrl: string }> {
  const server = await githubServer('', undefined, process.env);
  const { token, apiUrl, graphqlUrl, serverUrl } = server;
  if (token === '') {
    throw new UsageError(
      'there is no token: set GITHUB_TOKEN or GH_TOKEN, or run gh auth login; it must be able to read contents and custom properties',
    );
  }
  const userAgent = `milestone-audit/${VERSION}`;
  const rateLimits = rateLimitsOfRun(Number(process.env['GITHUB_RUN_ID']) || 0);
  return { options: { repository, token, apiUrl, graphqlUrl, userAgent, rateLimits }, serverUrl };
}

function named<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}
