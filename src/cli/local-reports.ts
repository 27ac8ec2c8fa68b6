import { isAbsolute, join, relative, sep } from 'node:path';
import type { Checkout } from '../local/checkout.ts';
import { findReports } from '../local/find-reports.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import { UsageError } from './arguments.ts';

/** Report files, relative to the root of the checkout, with notices about them. */
export interface LocalReports {
  readonly paths: readonly string[];
  readonly notices: readonly string[];
}

/** The files of the commit and its date. */
export interface CommitFiles {
  readonly sha: string;
  readonly paths: ReadonlySet<string>;
  readonly committedAt: string;
}

/** Returns the files that `--reports` names, else reports in the usual folders. Throws when a name matches nothing. */
export async function localReports(
  checkout: Checkout,
  globs: readonly string[],
  commit: CommitFiles,
): Promise<LocalReports> {
  if (globs.length > 0) return { paths: await named(checkout, globs), notices: [] };
  if (checkout.bare) return { paths: [], notices: ['a bare repository has no report files'] };
  if (commit.sha !== checkout.head) {
    const notice = `report files of the work tree were left out: they are about ${checkout.head.slice(0, 7)}, which is checked out; name those of the audited commit with --reports`;
    return { paths: [], notices: [notice] };
  }
  const { paths, older, notices } = await findReports(
    checkout.root,
    commit.paths,
    commit.committedAt,
  );
  const none =
    'no report file was found in the checkout: run the tests with a report (JUnit XML, LCOV, Cobertura, SARIF …), or name the files with --reports';
  return {
    paths,
    notices: [...notices, ...(paths.length === 0 ? [none] : []), ...olderNotice(older)],
  };
}

async function named(checkout: Checkout, globs: readonly string[]): Promise<readonly string[]> {
  const files = workspaceFiles(checkout.root, checkout.root);
  const found = await Promise.all(
    globs.map(async (glob) => {
      const paths = await files.glob([fromRoot(checkout, glob)]);
      if (paths.length > 0) return paths;
      throw new UsageError(
        `no file matches --reports ${glob} in ${join(checkout.root, checkout.prefix)}`,
      );
    }),
  );
  return [...new Set(found.flat())].sort((a, b) => (a < b ? -1 : 1));
}

/** Globs are relative to the folder of `--repo`, or absolute below the checkout. */
function fromRoot({ root, prefix }: Checkout, glob: string): string {
  const pattern = glob.replace(/^\.\//, '');
  const way = isAbsolute(pattern)
    ? relative(root, pattern).split(sep).join('/')
    : `${prefix}${pattern}`;
  if (!way.split('/').includes('..') && !isAbsolute(way)) return way;
  throw new UsageError(
    `--reports ${glob} leads out of the checkout ${root}; copy the file into it`,
  );
}

function olderNotice(older: readonly string[]): readonly string[] {
  const [first] = older;
  if (first === undefined) return [];
  const what =
    older.length === 1 ? `${first} was` : `${older.length} report files (${first}, …) were`;
  return [
    `${what} written before the audited commit was made: run the tests again to be sure the results are about this code`,
  ];
}
