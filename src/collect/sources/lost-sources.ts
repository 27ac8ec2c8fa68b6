import { currentAttempt, jobOutcome, outcomeOf } from '../../model/current-attempt.ts';
import type { Evidence, Source } from '../../model/evidence.ts';
import type { ListedRun } from '../../model/forge.ts';
import type { PreviousAudit } from '../../model/history.ts';
import type { ExpectedSource, SourceKind } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { ExpectedRun, Job, WorkflowRun } from '../../model/run.ts';
import type { Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { hasSameTriggers } from '../../workflow/expected-runs.ts';
import { isJobOf } from '../../workflow/test-steps.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { type BaseRead, readBase } from './base-reports.ts';
import type { ReportFile } from './report-files.ts';
import { isEvidenceWorkflow, kindOfFile } from './source-match.ts';

/** A report that a run of the base or the previous audit had. */
interface FormerReport {
  readonly kind: SourceKind;
  /** What a scan looks for; empty for other kinds, and where it is not recorded. */
  readonly scan: string;
  readonly artifact: string;
  /** Path of the workflow file. */
  readonly path: string;
  /** Where it was seen, as the start of a sentence. */
  readonly seen: string;
  readonly source: Source;
}

/** What decides whether a report had to be made for this event too. */
export interface LossContext {
  readonly runs: readonly WorkflowRun[];
  readonly files: Evidence<RepositoryFiles>;
  readonly baseFiles: Evidence<RepositoryFiles>;
  readonly expectedRuns: Evidence<readonly ExpectedRun[]> | undefined;
  readonly previous: Evidence<readonly PreviousAudit[]>;
}

const WORDS: Readonly<Record<SourceKind, string>> = {
  tests: 'test report',
  coverage: 'coverage report',
  findings: 'scan report',
  sbom: 'bill of materials',
  benchmark: 'benchmark report',
};

const KINDS = Object.keys(WORDS) as readonly SourceKind[];

/**
 * Returns the kinds of reports that a run of the base or the previous audit had and this audit lacks,
 * as required sources: a kind that disappears must not look like one that never existed. Kinds that
 * the config declares are left to the config, unless another workflow has taken the place of the one
 * that had them. `found` has the kinds that this audit has.
 */
export async function lostSources(
  job: CollectJob,
  files: readonly ReportFile[],
  found: ReadonlySet<SourceKind>,
  context: LossContext,
): Promise<readonly ExpectedSource[]> {
  const declared = (kind: SourceKind) => job.config.sources.filter((one) => one.kind === kind);
  const open = KINDS.filter((kind) => declared(kind).length === 0);
  const kinds = KINDS.filter((kind) => declared(kind).every(({ required }) => required));
  if (kinds.length === 0) return [];
  const base = await readBase(job);
  if (base.state === 'refused') job.unanswered(base.why);
  const lost = [...reportsOfBase(job, base), ...reportsOfAudit(context.previous)].filter(
    (former) =>
      kinds.includes(former.kind) &&
      !isHere(former, files, open.includes(former.kind) ? found : ALL, context) &&
      !isOfOtherEvent(former, context),
  );
  const unread = base.state === 'read' ? base.unread.filter((run) => mayCount(job, run)) : [];
  const beyond = open.filter(
    (kind) => !found.has(kind) && files.every((file) => kindOfFile(file) !== kind),
  );
  const first = new Map(
    lost.toReversed().map((one) => [JSON.stringify([one.kind, one.scan]), one]),
  );
  return [...first.values()]
    .map(lostSource)
    .concat(beyond.flatMap((kind) => unreadSource(kind, unread)))
    .sort((a, b) => (a.what < b.what ? -1 : 1));
}

const ALL: ReadonlySet<SourceKind> = new Set(KINDS);

/**
 * Returns whether this audit has a former report: one of its kind, from its workflow or not from any.
 * One from another workflow takes its place, unless the step that uploads it ran and left nothing.
 */
function isHere(
  former: FormerReport,
  files: readonly ReportFile[],
  found: ReadonlySet<SourceKind>,
  context: LossContext,
): boolean {
  const { kind, scan, path, artifact } = former;
  const same = files.filter((file) =>
    scan === '' ? kindOfFile(file) === kind : scanOf(file) === scan,
  );
  if (same.length === 0) return (scan === '' || found === ALL) && found.has(kind);
  const runs = context.runs.filter((run) => run.path === path && run.relation !== 'stale');
  const isOwn = (file: ReportFile): boolean =>
    file.artifact === undefined || runs.some(({ id }) => id === file.artifact?.runId);
  if (same.some(isOwn)) return true;
  const now = workflowAt(context.files, path);
  const steps = now === undefined ? [] : uploadsOf(now, artifact).map(({ step }) => step.name);
  return !runs
    .flatMap((run) => currentAttempt(run).jobs)
    .flatMap((job) => job.steps)
    .some(({ name, progress }) => steps.includes(name) && outcomeOf(progress) === 'passed');
}

function mayCount(job: CollectJob, run: Pick<ListedRun, 'event' | 'workflow' | 'path'>): boolean {
  return STARTS_ON_COMMIT.has(run.event) && isEvidenceWorkflow(job.config, run);
}

/** Returns what may be lost: runs of the base beyond the limit may have had a report of the kind. */
function unreadSource(kind: SourceKind, unread: readonly ListedRun[]): readonly ExpectedSource[] {
  const [first] = unread;
  if (first === undefined) return [];
  const runs = unread.map(({ id, workflow }) => `${workflow} run ${id}`).join(', ');
  return [
    {
      kind,
      what: `${WORDS[kind]} as in the base`,
      state: 'missing',
      required: true,
      declared: false,
      why: `${runs} of the base may have had one and ${unread.length === 1 ? 'was' : 'were'} not read; upload one, declare \`kind: ${kind}\` with \`required: false\` under \`sources\` in the config, or name the \`workflows\` that are evidence`,
      source: { what: `runs of the base ${first.headSha.slice(0, 7)}`, commit: first.headSha },
    },
  ];
}

function scanOf({ result }: ReportFile): string {
  if (result.state === 'unreadable' || result.content.kind !== 'findings') return '';
  return result.content.report.kind;
}

/** Events that start a run for every commit; a report of a schedule or a dispatch is made elsewhere. */
const STARTS_ON_COMMIT = new Set(['push', 'pull_request', 'merge_group']);

function reportsOfBase(job: CollectJob, base: BaseRead): readonly FormerReport[] {
  if (base.state !== 'read') return [];
  return base.files.flatMap((file): readonly FormerReport[] => {
    const run = base.runs.get(file.artifact?.runId ?? -1);
    const kind = kindOfFile(file);
    if (run === undefined || kind === 'unknown' || file.result.state !== 'present') return [];
    if (!mayCount(job, run)) return [];
    const artifact = file.artifact?.name ?? '';
    const seen = `${run.workflow} run ${run.id} of the base ${run.headSha.slice(0, 7)}`;
    const { source } = file;
    return [{ kind, scan: scanOf(file), artifact, path: run.path, seen, source }];
  });
}

function reportsOfAudit(previous: LossContext['previous']): readonly FormerReport[] {
  const audit = previous.state === 'present' ? previous.value.at(-1) : undefined;
  return (audit?.reports ?? []).map(({ kind, artifact, path }) => ({
    kind,
    scan: '',
    artifact,
    path,
    seen: `the audit of ${audit?.milestone ?? ''}`,
    source: { what: `audit of ${audit?.milestone ?? ''}`, path: audit?.path ?? '' },
  }));
}

function lostSource({ kind, scan, artifact, seen, source }: FormerReport): ExpectedSource {
  const word = scan === '' ? WORDS[kind] : `${WORDS[kind]} (${scan})`;
  const where = artifact === '' ? '' : ` from artifact ${artifact}`;
  const why = `${seen} had one, and no run of this commit has; upload it again, or declare \`kind: ${kind}\` with \`required: false\` under \`sources\` in the config`;
  return {
    kind,
    what: `${word}${where}`,
    state: 'missing',
    required: true,
    declared: false,
    why,
    source,
  };
}

/**
 * Returns whether a report had not to be made for this event: its workflow does not start for it, or
 * the job or step that uploads it was skipped by a condition about the event. Both as at the base, so
 * that a change cannot excuse what it removes. A run that is missing is named as such.
 */
function isOfOtherEvent({ path, artifact }: FormerReport, context: LossContext): boolean {
  const { expectedRuns, files, baseFiles, runs } = context;
  const before = workflowAt(baseFiles, path);
  const now = workflowAt(files, path);
  if (before === undefined || now === undefined) return false;
  const expected =
    expectedRuns?.state === 'present'
      ? expectedRuns.value.find((one) => one.path === path)
      : undefined;
  if (expected === undefined) return false;
  switch (expected.state) {
    case 'not-expected':
      return hasSameTriggers(before, now);
    case 'did-not-run':
    case 'unclear':
      return true;
    case 'ran': {
      const jobs = runs
        .filter((run) => run.path === path && run.relation !== 'stale')
        .flatMap((run) => currentAttempt(run).jobs);
      const uploads = uploadsOf(before, artifact);
      if (uploads.length === 0) return jobs.some((job) => jobOutcome(job) === 'idle');
      return uploads.every((upload) => isSkipped(upload, now, jobs));
    }
  }
  expected.state satisfies never;
  throw new Error('a workflow ran, did not run, was not expected, or is unclear');
}

function workflowAt(files: Evidence<RepositoryFiles>, path: string): Workflow | undefined {
  if (files.state !== 'present') return undefined;
  const file = files.value.workflows.find((one) => one.path === path);
  return file?.state === 'present' ? file.workflow : undefined;
}

/** A step that uploads an artifact. */
interface Upload {
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
}

function uploadsOf({ jobs }: Workflow, artifact: string): readonly Upload[] {
  return jobs.flatMap((job) =>
    job.steps.filter((step) => uploads(step, artifact)).map((step) => ({ job, step })),
  );
}

function uploads({ uses, with: inputs }: WorkflowStep, artifact: string): boolean {
  if (uses?.uses.startsWith('actions/upload-artifact@') !== true) return false;
  const name = inputs.find(({ key }) => key === 'name')?.value ?? 'artifact';
  return fits(name, artifact);
}

/** Returns whether a name fits a template, whose expressions can be any text. */
function fits(template: string, name: string): boolean {
  const [first = '', ...rest] = template.split(/\$\{\{[^$}]*\}\}/);
  if (rest.length === 0) return name === first;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

/** A condition that depends on what started the run, and not on how it went. */
const ABOUT_EVENT = /github\.(?:event|ref|head_ref|base_ref|actor|repository)|inputs\./;

function isSkipped({ job, step }: Upload, now: Workflow, jobs: readonly Job[]): boolean {
  const conditions = [job.if?.value, step.if?.value];
  if (!conditions.some((one) => one !== undefined && ABOUT_EVENT.test(one))) return false;
  const same = now.jobs.find(({ id }) => id === job.id);
  const isUnchanged =
    same?.if?.value === job.if?.value &&
    same?.steps.some((one) => one.name === step.name && one.if?.value === step.if?.value) === true;
  return (
    isUnchanged &&
    jobs
      .filter(({ name }) => isJobOf(job, name))
      .every(
        (one) =>
          jobOutcome(one) === 'idle' ||
          one.steps.some(
            ({ name, progress }) => name === step.name && outcomeOf(progress) === 'idle',
          ),
      )
  );
}
