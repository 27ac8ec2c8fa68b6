import { isAbsolute, join, relative, sep } from 'node:path';
import { sharedReader } from '../collect/configure.ts';
import type { Trigger } from '../collect/trigger/trigger.ts';
import { quantity } from '../lib/format.ts';
import { indexByPath } from '../lib/memoize.ts';
import { type Checkout, openCheckout, readWorkTree } from '../local/checkout.ts';
import { readText } from '../local/disk.ts';
import {
  type CheckoutFiles,
  type FoundReports,
  findReports,
  withoutStale,
} from '../local/find-reports.ts';
import { gitForge } from '../local/git-forge.ts';
import { commitId, isPublished, originUrl } from '../local/git-refs.ts';
import { repositoryPlace } from '../local/repository-identity.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { World } from '../model/world.ts';
import { readEvidence, withEvidence, withoutGithub } from './add-evidence.ts';
import { UsageError } from './arguments.ts';
import { configFromFile, copyNotice, withCopy } from './config-file.ts';
import { gather, terminalPorts } from './gather.ts';
import type { ReadText } from './offenders.ts';
import type { Progress } from './progress.ts';
import { type Revisions, revisionsOf } from './revisions.ts';

/** Returns the evidence with notices about the checkout before the notices of collecting. */
async function withNotices(
  checkout: Checkout,
  bundle: EvidenceFile,
  notices: readonly string[],
): Promise<EvidenceFile> {
  const { head } = bundle.target.commits;
  const tree = head === checkout.head ? await uncommitted(checkout, head) : [];
  const { title, id } = bundle.milestone;
  return {
    ...bundle,
    milestone: { ...bundle.milestone, title: id === 'NONE' && title === id ? '' : title },
    notices: [
      ...noWorkflow(bundle),
      ...tree,
      ...notices,
      ...bundle.notices,
      ...noMilestone(bundle),
    ],
  };
}

function noMilestone({ target }: EvidenceFile): readonly string[] {
  return target.milestone.id === 'NONE'
    ? ['no config, branch, subject or tag names a milestone; name one with --milestone M01']
    : [];
}

/** Without CI there is little to audit; `init` writes a workflow. */
function noWorkflow({ evidence: { files } }: EvidenceFile): readonly string[] {
  return files.state === 'present' && files.value.workflows.length === 0
    ? ['there is no workflow file; milestone-audit init --dry-run shows a config and a workflow']
    : [];
}

const MAX_NAMED = 3;

async function uncommitted(checkout: Checkout, head: string): Promise<readonly string[]> {
  const tree = await readWorkTree(checkout);
  if (typeof tree === 'string')
    return [`whether the work tree differs from the commit could not be read: ${tree}`];
  const paths = [...tree.changed, ...tree.untracked];
  if (paths.length === 0) return [];
  return [
    `uncommitted files are not audited, except reports: ${someOf(paths, MAX_NAMED)} (audited: commit ${head.slice(0, 7)})`,
  ];
}

/** Returns `a, b, c and 4 more`. */
function someOf(paths: readonly string[], max: number): string {
  const more = paths.length - max;
  return `${paths.slice(0, max).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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
export async function checkoutBundle(
  order: AuditOrder,
  progress: Progress,
): Promise<{ readonly evidence: EvidenceFile; readonly readText: ReadText }> {
  const opened = await openCheckout(order.repo);
  if (opened.state === 'none') throw new UsageError(opened.why);
  const { checkout } = opened;
  const from = order.from === undefined ? undefined : await readEvidence(order.from);
  const base = order.base ?? (await savedBase(checkout, from));
  const revisions = await revisionsOf(checkout, base, order.head);
  const { world, close, reports } = await checkoutWorld(checkout, order, revisions, from, progress);
  try {
    const bundle = await gather(world, (place) => chooseConfig(checkout, order, world, place));
    const copied = copyNotice(order.extends, bundle);
    const noticed = await withNotices(checkout, bundle, [
      ...revisions.notices,
      ...reports.notices,
      ...ignoredNotices(reports.ignored, revisions.head),
      ...copied,
    ]);
    const evidence =
      from === undefined
        ? withoutGithub(noticed, reports.ignored)
        : withEvidence(noticed, from, order.from ?? '', order.reports.length > 0);
    return { evidence, readText: committedText(checkout) };
  } finally {
    close();
  }
}

/** The checkout is compared with the base of the saved evidence, if the clone contains that commit. */
async function savedBase(
  { git }: Checkout,
  from: EvidenceFile | undefined,
): Promise<string | undefined> {
  const base = from?.target.commits.base;
  return base === undefined ? undefined : commitId(git, base);
}

/** Reads files of any commit, also after the evidence is collected. */
function committedText({ git }: Checkout): ReadText {
  return async (commit, path) => {
    const answer = await git(['cat-file', 'blob', '--end-of-options', `${commit}:${path}`]);
    return answer.ok ? answer.bytes.toString('utf8') : undefined;
  };
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
  return { world, close: forge.close, reports };
}

/** Returns the event of a local audit, which no event on GitHub started. */
const NO_RUN = {
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
  const submodules = entries.filter(({ mode }) => mode === '160000').map(({ path }) => path);
  return { sha: head, committed: indexByPath(entries), submodules, committedAt };
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
  const notice = `${CONFIG} was read from the work tree, where it differs from the commit`;
  return { ...configured, notices: [notice] };
}

async function committedConfig({ reads, head }: Trigger): Promise<string | undefined> {
  const tree = await reads.tree(head.sha);
  const entry = tree.ok ? indexByPath(tree.value.entries).get(CONFIG) : undefined;
  const blob = entry === undefined ? undefined : await reads.blob(entry.blob);
  return blob?.ok === true ? new TextDecoder().decode(blob.value) : undefined;
}

interface CommitFiles {
  readonly sha: string;
  readonly committed: CheckoutFiles['committed'];
  readonly submodules: readonly string[];
  readonly committedAt: string;
}

/** Returns the files that `--reports` names, else reports in the usual folders. Throws when a name matches nothing. */
async function localReports(
  checkout: Checkout,
  globs: readonly string[],
  { sha, committed, submodules, committedAt }: CommitFiles,
): Promise<FoundReports> {
  const { root, bare, head } = checkout;
  if (globs.length > 0) return withoutStale(root, await named(checkout, globs), committedAt);
  if (bare) return nothing('a bare repository has no report files');
  if (sha !== head) {
    return nothing(
      `report files in the work tree were not read: they belong to ${head.slice(0, 7)}, which is checked out; name reports of the audited commit with --reports`,
    );
  }
  const tree = await readWorkTree(checkout);
  const files = { committed, submodules, ...(typeof tree === 'string' ? {} : { workTree: tree }) };
  const found = await findReports(root, files, committedAt);
  if (found.paths.length + found.ignored.length > 0) return found;
  const none =
    'there is no report file in the checkout: run the tests with a report (JUnit XML, LCOV, Cobertura, SARIF, …), or name the files with --reports';
  return { ...found, notices: [...found.notices, none] };
}

function nothing(notice: string): FoundReports {
  return { paths: [], ignored: [], notices: [notice] };
}

function ignoredNotices(ignored: FoundReports['ignored'], sha: string): readonly string[] {
  const of = (reason: 'stale' | 'committed') =>
    ignored.filter((one) => one.reason === reason).map(({ path }) => path);
  const [stale, committed] = [of('stale'), of('committed')];
  return [
    ...(stale.length === 0
      ? []
      : [
          `${quantity(stale.length, 'report')} older than commit ${sha.slice(0, 7)} ${stale.length === 1 ? 'is' : 'are'} stale and ${stale.length === 1 ? 'was' : 'were'} not read (${someOf(stale, 1)}): run the tests again`,
        ]),
    ...(committed.length === 0
      ? []
      : [
          `${quantity(committed.length, 'committed report')} ${committed.length === 1 ? 'was' : 'were'} not read (${someOf(committed, 1)}): name a report of this commit with --reports`,
        ]),
  ];
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
