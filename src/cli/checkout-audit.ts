import { isAbsolute, join, relative, sep } from 'node:path';
import { sharedReader } from '../collect/configure.ts';
import type { Trigger } from '../collect/trigger/trigger.ts';
import { type Checkout, openCheckout, readWorkTree } from '../local/checkout.ts';
import { readText } from '../local/disk.ts';
import { findReports } from '../local/find-reports.ts';
import { gitForge } from '../local/git-forge.ts';
import { isPublished, originUrl } from '../local/git-refs.ts';
import { repositoryPlace } from '../local/repository-identity.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { World } from '../model/world.ts';
import { readEvidence, withEvidence, withoutGithub } from './add-evidence.ts';
import { UsageError } from './arguments.ts';
import { configFromFile, copyNotice, withCopy } from './config-file.ts';
import { gather, terminalPorts } from './gather.ts';
import type { Progress } from './progress.ts';
import { type Revisions, revisionsOf } from './revisions.ts';

/** Returns the evidence with notices about the checkout before the notices of collecting. */
async function withNotices(
  checkout: Checkout,
  bundle: EvidenceFile,
  notices: readonly string[],
): Promise<EvidenceFile> {
  const { milestone, commits } = bundle.target;
  const none =
    milestone.id === 'NONE'
      ? [
          'no config, branch, subject or tag names a milestone: this is an audit outside any; name one with --milestone M01',
        ]
      : [];
  const tree = commits.head === checkout.head ? await uncommitted(checkout, commits.head) : [];
  const { title, id } = bundle.milestone;
  return {
    ...bundle,
    milestone: { ...bundle.milestone, title: id === 'NONE' && title === id ? '' : title },
    notices: [...none, ...noWorkflow(bundle), ...tree, ...notices, ...bundle.notices],
  };
}

/** Without CI there is little to audit; `init` writes a workflow. */
function noWorkflow({ evidence: { files } }: EvidenceFile): readonly string[] {
  return files.state === 'present' && files.value.workflows.length === 0
    ? [
        'there is no workflow file; milestone-audit init --dry-run shows what an audit of this repository needs',
      ]
    : [];
}

const MAX_NAMED = 3;

async function uncommitted(checkout: Checkout, head: string): Promise<readonly string[]> {
  const tree = await readWorkTree(checkout);
  if (typeof tree === 'string')
    return [`whether the work tree differs from the commit could not be read: ${tree}`];
  const paths = [...tree.changed, ...tree.untracked];
  if (paths.length === 0) return [];
  const named = paths.slice(0, MAX_NAMED).join(', ');
  const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : '';
  return [
    `the work tree holds what is not committed (${named}${more}): files are judged as they are in commit ${head.slice(0, 7)}, reports as they lie here`,
  ];
}

/** The options of `audit`. */
export interface AuditOrder {
  readonly repo: string;
  readonly milestone?: string;
  readonly base?: string;
  readonly head?: string;
  readonly reports: readonly string[];
  readonly config?: string;
  /** Copy of the shared configuration, which no checkout contains. */
  readonly extends?: string;
  readonly from?: string;
  readonly failOn?: string;
}

const CONFIG = '.github/milestone-audit.yml';

/** Collects the evidence of a local checkout: git, workflow files, reports, and the evidence of `--from`. */
export async function checkoutBundle(order: AuditOrder, progress: Progress): Promise<EvidenceFile> {
  const opened = await openCheckout(order.repo);
  if (opened.state === 'none') throw new UsageError(opened.why);
  const { checkout } = opened;
  const revisions = await revisionsOf(checkout, order.base, order.head);
  const from = order.from === undefined ? undefined : await readEvidence(order.from);
  const { world, close, notices } = await checkoutWorld(checkout, order, revisions, from, progress);
  try {
    const bundle = await gather(world, (place) => chooseConfig(checkout, order, world, place));
    const copied = copyNotice(order.extends, bundle);
    const noticed = await withNotices(checkout, bundle, [
      ...revisions.notices,
      ...notices,
      ...copied,
    ]);
    if (from === undefined) return withoutGithub(noticed);
    return withEvidence(noticed, from, order.from ?? '', order.reports.length > 0);
  } finally {
    close();
  }
}

async function checkoutWorld(
  checkout: Checkout,
  order: AuditOrder,
  revisions: Revisions,
  from: EvidenceFile | undefined,
  progress: Progress,
) {
  const { head, ref, base } = revisions;
  const [url, published] = await Promise.all([
    originUrl(checkout.git),
    isPublished(checkout.git, head),
  ]);
  const { repository, serverUrl } = repositoryPlace(
    url,
    checkout.root,
    process.env['GITHUB_SERVER_URL'],
  );
  const forge = gitForge(checkout, repository);
  const reports = await localReports(checkout, order.reports, await commitFiles(forge, head));
  const world: World = {
    ...terminalPorts(progress),
    inputs: inputsOf(order, reports.paths, from),
    event: {
      ...NO_RUN,
      payload: base === undefined ? {} : { base },
      sha: head,
      ref,
      // A commit that was never pushed has no page on GitHub.
      serverUrl: published ? serverUrl : '',
    },
    forge: order.extends === undefined ? forge : await withCopy(forge, order.extends),
    files: workspaceFiles(checkout.root, checkout.root),
  };
  return { world, close: forge.close, notices: reports.notices };
}

/** Returns the event of a local audit, which no event on GitHub started. */
export const NO_RUN = {
  name: 'local',
  runId: 0,
  runAttempt: 0,
  runNumber: 0,
  job: '',
  runnerName: '',
  workflow: '',
  actor: '',
} as const;

function inputsOf(
  order: AuditOrder,
  reports: readonly string[],
  from: EvidenceFile | undefined,
): World['inputs'] {
  const saved = from?.target.milestone.id;
  return {
    milestone: order.milestone ?? (saved === undefined || saved === 'NONE' ? '' : saved),
    reports: reports.join('\n'),
    'fail-on': order.failOn ?? '',
    'wait-minutes': '0',
    'without-milestone': 'audit',
  };
}

async function commitFiles(forge: World['forge'], head: string) {
  const [tree, commit] = await Promise.all([forge.tree(head), forge.commit(head)]);
  const entries = tree.ok ? tree.value.entries : [];
  const committedAt = commit.ok ? commit.value.committedAt : '';
  return { sha: head, paths: new Set(entries.map(({ path }) => path)), committedAt };
}

/** Reads `--config`, or the configuration in the work tree, so that a new one can be tried before it is committed. */
async function chooseConfig(
  checkout: Checkout,
  { config, head }: AuditOrder,
  world: World,
  place: Trigger,
) {
  const shared = sharedReader(place.reads);
  if (config !== undefined) return configFromFile(config, world.inputs, shared);
  const path = join(checkout.root, CONFIG);
  const here = head === undefined && !checkout.bare ? await readText(path) : undefined;
  if (here?.state !== 'read' || here.text === (await committedConfig(place))) return undefined;
  const configured = await configFromFile(path, world.inputs, shared, CONFIG);
  const notice = `${CONFIG} was read from the work tree: it is not committed as it is there`;
  return { ...configured, notices: [notice] };
}

async function committedConfig({ reads, head }: Trigger): Promise<string | undefined> {
  const tree = await reads.tree(head.sha);
  const entry = tree.ok ? tree.value.entries.find(({ path }) => path === CONFIG) : undefined;
  const blob = entry === undefined ? undefined : await reads.blob(entry.blob);
  return blob?.ok === true ? new TextDecoder().decode(blob.value) : undefined;
}

/** Report files, relative to the root of the checkout, with notices about them. */
interface LocalReports {
  readonly paths: readonly string[];
  readonly notices: readonly string[];
}

/** The files of the commit and its date. */
interface CommitFiles {
  readonly sha: string;
  readonly paths: ReadonlySet<string>;
  readonly committedAt: string;
}

/** Returns the files that `--reports` names, else reports in the usual folders. Throws when a name matches nothing. */
async function localReports(
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
