import { readOrganization } from '../github/organization.ts';
import { rateLimitsOfRun } from '../github/rate-limits.ts';
import type { ExpectedRepository, FoundFile } from '../history/rollup/rows.ts';
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
  const { token, apiUrl, graphqlUrl, serverUrl } = await githubServer('', undefined, process.env);
  if (token === '') {
    throw new UsageError(
      'there is no token: set GITHUB_TOKEN or GH_TOKEN, or run gh auth login; it must be able to read contents and custom properties',
    );
  }
  const path = optionText(given, 'path') ?? PATH;
  const read = await readOrganization(
    {
      repository: { owner: organization, name: '' },
      token,
      apiUrl,
      graphqlUrl,
      userAgent: `milestone-audit/${VERSION}`,
      rateLimits: rateLimitsOfRun(Number(process.env['GITHUB_RUN_ID']) || 0),
    },
    organization,
    path,
  );
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
    found: repositories.flatMap(({ repository, file }) =>
      file.state === 'none' ? [] : [{ place: path, repository, content: file }],
    ),
    notices,
    server: serverUrl,
  };
}

function named<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}
