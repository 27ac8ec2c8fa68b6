import {
  fileSource,
  openPart,
  unreadableItems,
  unreadSettings,
} from '../analysis/workflow-files.ts';
import type { Evidence } from '../model/evidence.ts';
import type { MilestoneFiles, RepositoryFiles } from '../model/repository.ts';
import type { Open } from '../model/verdict.ts';
import type { Workflow, WorkflowJob } from '../model/workflow.ts';
import { weakenedTests } from '../workflow/compare/weakened-tests.ts';
import { removedAtHead, type Weakening, weakened } from '../workflow/compare/weakening.ts';
import { weakeningsBetween } from '../workflow/compare/weakenings.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { isJobOf } from '../workflow/test-steps.ts';
import { type AcceptedKeys, unreadOf } from '../workflow/unread.ts';

/** A weakening and the commit that it was compared with: the base, or the previous milestone. */
export interface FoundWeakening {
  readonly one: Weakening;
  readonly against: RepositoryFiles;
  /** `since M01: ` when it is not weaker than the base; else empty. */
  readonly since: string;
  /** What is missing that may show that nothing is weaker; undefined when it is certain. */
  readonly excuse: Open | undefined;
}

/** What is weaker, and what is missing that may hide more. */
interface FoundWeakenings {
  readonly found: readonly FoundWeakening[];
  readonly open: readonly Open[];
}

/** Returns everything that checks less than at the base or at the previous milestone. */
export function foundWeakenings(
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
  checks: Evidence<readonly string[]>,
  accepted: AcceptedKeys | undefined,
): FoundWeakenings {
  const added = addedParts(files, baseFiles, accepted);
  const earlier = filesOfMilestone(baseFiles);
  const unread = [
    ...unreadIn('files', files),
    ...unreadIn('baseFiles', baseFiles),
    ...changedUnread(baseFiles, files),
    ...(earlier.files === undefined
      ? []
      : [...unreadIn('baseFiles', earlier.files), ...changedUnread(earlier.files, files)]),
  ].filter((one, at, all) => all.findIndex(({ why }) => why === one.why) === at);
  // A file that cannot be read may have what another one lost, unless it shows in one file alone.
  const excuseOf = (one: Weakening) =>
    unsureOf(one, files) ?? (one.local === true ? undefined : (unread[0] ?? added.commands[0]));
  const lost = lostChecks(files, baseFiles, checks);
  const tests = testsBetween(files, baseFiles);
  const own = [
    ...[...between(files, baseFiles), ...lost.found].map((one) => ({ one, excuse: excuseOf(one) })),
    ...tests.found.map((one) => ({ one, excuse: tests.open[0] })),
  ].map((each) => ({ ...each, against: baseFiles, since: '' }));
  const seen = new Set(own.map(({ one }) => sameAs(one)));
  return {
    found: [
      ...own,
      ...sinceMilestone(files, earlier)
        .filter(({ one }) => !seen.has(sameAs(one)))
        .map((each) => ({ ...each, excuse: excuseOf(each.one) })),
    ],
    open: [...unread, ...added.keys, ...earlier.open, ...lost.open, ...tests.open],
  };
}

function unsureOf({ unsure, path, line, before, after }: Weakening, files: RepositoryFiles) {
  if (unsure === undefined) return undefined;
  const what = `whether \`${after}\` checks what \`${before}\` checked`;
  return { kind: 'files', what, why: unsure, source: fileSource(files, path, line) } as const;
}

/**
 * Returns what the head has that is not understood, and the base has not: a key can keep a check from failing, and a
 * command can be the check that another place lost.
 */
function addedParts(head: RepositoryFiles, base: RepositoryFiles, accepted?: AcceptedKeys) {
  const partsOf = ({ workflows }: RepositoryFiles) =>
    unreadOf('check', workflows, accepted).filter(({ foreign }) => foreign !== true);
  const known = new Set(partsOf(base).map(({ what }) => what));
  const added = partsOf(head).filter(({ what }) => !known.has(what));
  const opened = (parts: typeof added) => parts.map((part) => openPart(head, part));
  return {
    keys: opened(added.filter(({ key }) => key !== undefined)),
    commands: opened(added.filter(({ key }) => key === undefined)),
  };
}

function unreadIn(kind: 'files' | 'baseFiles', files: RepositoryFiles): readonly Open[] {
  const items = unreadableItems(files, { worst: 'weakened', best: 'none' });
  const at = files.commit.slice(0, 12);
  return items.flatMap(({ open }) =>
    open === undefined ? [] : [{ ...open, kind, why: `${open.why} (at ${at})` }],
  );
}

/** Returns the settings files of either side that were not read, but those that did not change. */
function changedUnread(base: RepositoryFiles, head: RepositoryFiles): readonly Open[] {
  const blobsOf = ({ settings, unread = [] }: RepositoryFiles) =>
    new Set([...settings, ...unread].map(({ path, blob }) => `${blob} ${path}`));
  const unreadOf = (kind: 'files' | 'baseFiles', side: RepositoryFiles, other: RepositoryFiles) => {
    const unread = (side.unread ?? []).filter(
      ({ path, blob }) => !blobsOf(other).has(`${blob} ${path}`),
    );
    return unreadSettings(kind, { ...side, unread });
  };
  return [...unreadOf('files', head, base), ...unreadOf('baseFiles', base, head)];
}

type Part = { readonly found: readonly Weakening[]; readonly open: readonly Open[] };

function between(head: RepositoryFiles, base: RepositoryFiles): readonly Weakening[] {
  return [...weakeningsBetween(sideOf(base, head), sideOf(head, base)), ...idled(base, head)];
}

/** Returns triggers whose path filters took files of the base, and take none of the head. */
function idled(base: RepositoryFiles, head: RepositoryFiles): readonly Weakening[] {
  const before = new Map(
    jobsOf(base).flatMap(({ path, workflow }) =>
      workflow.triggers.map((trigger) => [`${path} ${trigger.event}`, trigger] as const),
    ),
  );
  const was = new Set((base.idleTriggers ?? []).map(({ path, event }) => `${path} ${event}`));
  return (head.idleTriggers ?? []).flatMap(({ path, event, line }) => {
    const old = was.has(`${path} ${event}`) ? undefined : before.get(`${path} ${event}`);
    if (old === undefined) return [];
    const paths = old.filters.find(({ key }) => key.startsWith('paths'));
    const text = `${event}.${paths?.key ?? 'paths'}: ${paths?.values.join(', ') ?? ''}`;
    const after = { path, line, text: `${event} starts on no file of this commit` };
    return [weakened('trigger-narrowed', { path, line: paths?.line ?? old.line, text }, after)];
  });
}

/** A settings file that was read on the other side only is the same one when its blob is. */
function sideOf({ workflows, settings, unread = [] }: RepositoryFiles, other: RepositoryFiles) {
  const same = other.settings.filter(({ path, blob }) =>
    unread.some((one) => one.path === path && one.blob === blob),
  );
  return { files: workflows, settings: same.length === 0 ? settings : [...settings, ...same] };
}

/** Returns a key that is the same for one weakened thing, no matter what it was before. */
function sameAs({ kind, path, line, at, job, step }: Weakening): string {
  return JSON.stringify(at === 'head' ? [kind, path, line] : [kind, path, job, step]);
}

interface Earlier {
  readonly milestone: string;
  /** Undefined without a previous milestone, or when its files were not read. */
  readonly files: RepositoryFiles | undefined;
  readonly open: readonly Open[];
}

function filesOfMilestone(baseFiles: RepositoryFiles): Earlier {
  const { milestone: of } = baseFiles;
  if (of === undefined) return { milestone: '', files: undefined, open: [] };
  const { milestone } = of;
  if (of.state === 'read') return { milestone, files: completeFiles(of, baseFiles), open: [] };
  const open = { kind: 'baseFiles', what: `workflow files of ${milestone}`, why: of.why } as const;
  return { milestone, files: undefined, open: [open] };
}

function sinceMilestone(files: RepositoryFiles, { milestone, files: against }: Earlier) {
  if (against === undefined) return [];
  const since = `since ${milestone}: `;
  return between(files, against).map((one) => ({ one, against, since }));
}

/** Returns the previous milestone's files, including those that are equal at the base. */
function completeFiles(
  { files, asBase }: Extract<MilestoneFiles, { readonly state: 'read' }>,
  base: RepositoryFiles,
): RepositoryFiles {
  const same = new Set(asBase);
  const kept = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] =>
    all.filter(({ path }) => same.has(path));
  return {
    ...files,
    workflows: [...files.workflows, ...kept(base.workflows)],
    settings: [...files.settings, ...kept(base.settings)],
  };
}

function testsBetween(
  { declared: now }: RepositoryFiles,
  { declared: was }: RepositoryFiles,
): Part {
  const why =
    now === undefined || was === undefined
      ? 'this evidence does not have them'
      : was.missing || now.missing;
  const open = { kind: 'files', what: 'tests that changed files declare', why } as const;
  const found = now === undefined || was === undefined ? [] : weakenedTests(was, now);
  return { found, open: why === '' ? [] : [open] };
}

/**
 * Returns required checks that a job reported at the base and no job reports now. When the branch
 * rules are not known, each job name that is gone may have been a required check.
 */
function lostChecks(
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
  checks: Evidence<readonly string[]>,
): Part {
  if (checks.state === 'none') return { found: [], open: [] };
  const [was, is] = [jobsOf(baseFiles), jobsOf(files)];
  const reportedBy = (jobs: readonly LocatedJob[], name: string): LocatedJob | undefined =>
    jobs.find(({ job }) => isJobOf(job, name));
  if (checks.state !== 'present') {
    const gone = was.filter(({ job }) => reportedBy(is, job.name) === undefined);
    const open = gone.map(({ path, job }) => ({
      kind: 'requiredChecks' as const,
      what: `whether the removed job ${job.name} is a required check`,
      why: checks.why,
      source: fileSource(baseFiles, path, job.line),
    }));
    return { found: [], open };
  }
  const found = checks.value.flatMap((name): readonly Weakening[] => {
    const before = reportedBy(was, name);
    if (before === undefined || reportedBy(is, name) !== undefined) return [];
    const { path, job } = before;
    const location = { path, line: job.line, text: `required check ${name}` };
    return [removedAtHead('required-check-lost', location, { job: job.id })];
  });
  return { found, open: [] };
}

interface LocatedJob {
  readonly path: string;
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
}

function jobsOf(files: RepositoryFiles): readonly LocatedJob[] {
  return readableWorkflows(files).flatMap((workflow) =>
    workflow.kind === 'action'
      ? []
      : workflow.jobs.map((job) => ({ path: workflow.path, workflow, job })),
  );
}
