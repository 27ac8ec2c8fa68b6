import { madeBy } from '../analysis/runner/made-by.ts';
import type { Config } from '../model/config.ts';
import type { Evidence } from '../model/evidence.ts';
import type {
  ConfigOrigin,
  EvidenceFile,
  EvidenceKind,
  EvidenceSet,
  RepositoryFiles,
} from '../model/evidence-file.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Target } from '../model/target.ts';
import type { World } from '../model/world.ts';
import type { CollectJob } from './base/collect-job.ts';
import { artifactEvidence, listArtifacts } from './sources/artifacts.ts';
import { collectBaseCi } from './sources/base-ci.ts';
import { collectBaseReports } from './sources/base-reports.ts';
import { withChangedTests } from './sources/changed-tests.ts';
import { collectChanges, withChangedCoverage } from './sources/changes.ts';
import { collectRegistry } from './sources/deferral-registry.ts';
import { collectFurther } from './sources/further-evidence.ts';
import { withLogReports } from './sources/log-reports.ts';
import { collectMilestone } from './sources/milestone.ts';
import { collectPins } from './sources/pins.ts';
import { collectPlan } from './sources/plan.ts';
import { readPreviousAudits } from './sources/previous-audits.ts';
import { collectProbes } from './sources/probes.ts';
import { readArtifactFiles, readWorkspaceFiles } from './sources/report-files.ts';
import { sortReports } from './sources/reports.ts';
import {
  collectDeclaredFiles,
  collectRepositoryFiles,
  withMilestoneFiles,
} from './sources/repository-files.ts';
import { collectRequiredChecks } from './sources/required-checks.ts';
import { collectRuns } from './sources/runs.ts';
import { sourceManifest } from './sources/source-manifest.ts';
import { askLogsEarly, collectTestJobs } from './sources/test-jobs.ts';
import type { Stopped, Trigger } from './trigger/trigger.ts';

interface NothingRan {
  readonly state: 'nothing-ran';
  readonly sha: string;
  readonly why: string;
}

/** What was noticed on the way may be why: a pull request whose runs could not be asked for. */
const MAX_NOTICES = 5;

/**
 * Whether there is nothing at all to audit: no run of the commit, not even of other code, and no
 * report that was handed over. That is a mistake of whoever started it, not a verdict on the code
 * (docs/adr/0001-no-run-at-all.md); so is a token that may not look for runs.
 */
export function nothingRan(bundle: EvidenceFile): NothingRan | Stopped | undefined {
  const { target, evidence, notices } = bundle;
  const { runs, tests, coverage, findings } = evidence;
  const sha = target.commits.audited;
  if (target.occasion.kind === 'local' || runs.state === 'present') return undefined;
  if ([tests, coverage, findings].some((reports) => reports.state === 'present')) return undefined;
  const why = [runs.why, ...notices.slice(0, MAX_NOTICES)].join('\n');
  return runs.state === 'absent'
    ? { state: 'nothing-ran', sha, why }
    : { state: 'trouble', sha, message: runs.why };
}

/** The target as `identify` found it, and the config as `configure` read it: all `collect` needs of them. */
export interface Found {
  readonly target: Target;
  readonly notices: readonly string[];
}

export interface ReadConfig {
  readonly config: Config;
  readonly origin: ConfigOrigin;
  readonly notices: readonly string[];
}

/**
 * Gathers everything the audit is judged by into one bundle of plain data, side by side where one
 * thing does not need another. What could not be read becomes unreadable or absent evidence and a
 * notice that names it, never a throw. `kinds` are those that rules ask for, all when left out: of
 * the dear ones only they are collected.
 */
export async function collect(
  world: World,
  place: Trigger,
  { target, notices: before }: Found,
  { config, origin, notices: said }: ReadConfig,
  kinds?: ReadonlySet<EvidenceKind>,
): Promise<EvidenceFile> {
  const known = [...said, ...before];
  const notices = new Set<string>();
  const job: CollectJob = {
    world,
    reads: place.reads,
    target,
    config,
    wanted: (kind) => kinds?.has(kind) ?? true,
    notice: (sentence) => void notices.add(sentence),
  };
  const files = collectRepositoryFiles(job, target.commits.audited);
  const [fromRuns, fromRepository, milestone, further] = await Promise.all([
    collectFromRuns(job, files),
    collectFromRepository(job, files),
    collectMilestone(job),
    collectFurther(job),
  ]);
  return {
    schema: 'milestone-evidence/1',
    target,
    config,
    configOrigin: origin,
    tool: madeBy(world.tool.version),
    evidence: withChangedCoverage({ ...fromRuns, ...fromRepository, ...further }),
    milestone,
    // Collectors run side by side, so the order in which they notice things means nothing.
    notices: [...new Set([...known, ...[...notices].sort()])],
  };
}

type FromRuns = Omit<EvidenceSet, keyof FromRepository>;
type FromRepository = Pick<
  EvidenceSet,
  | 'files'
  | 'baseFiles'
  | 'pins'
  | 'declaredFiles'
  | 'changes'
  | 'plan'
  | 'registry'
  | 'previous'
  | 'requiredChecks'
  | 'baseCi'
  | 'baseTests'
  | 'baseCoverage'
  | 'baseInventory'
  | 'history'
>;

/** Runs, then their artifacts and the logs that probes name, then the reports in the artifacts. */
async function collectFromRuns(
  job: CollectJob,
  files: Promise<Evidence<RepositoryFiles>>,
): Promise<FromRuns> {
  const runs = await collectRuns(job);
  const [probes, rest] = await Promise.all([
    collectProbes(job, runs),
    collectReports(job, runs, files),
  ]);
  return { runs, probes, ...rest };
}

async function collectReports(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  repository: Promise<Evidence<RepositoryFiles>>,
): Promise<Omit<FromRuns, 'runs' | 'probes'>> {
  const evidenceRuns = runs.state === 'present' ? runs.value : [];
  const byId = new Map(evidenceRuns.map((run) => [run.id, run]));
  const urls = new Map(evidenceRuns.map((run) => [run.id, run.url]));
  askLogsEarly(job, runs, repository).catch(() => undefined);
  const list = await listArtifacts(job, evidenceRuns);
  const [read, workspace] = await Promise.all([
    readArtifactFiles(job, list.records, urls),
    readWorkspaceFiles(job),
  ]);
  const files = [...read.files, ...workspace];
  const found = { runs: byId, records: read.records, files, refused: list.refused };
  const sorted = sortReports(job, files, byId);
  const [reports, testJobs] = await Promise.all([
    withLogReports(job, runs, await repository, sorted),
    collectTestJobs(job, runs, await repository, read.records, sorted.tests),
  ]);
  return {
    ...reports,
    testJobs,
    artifacts: artifactEvidence(list, read.records),
    sources: sourceManifest(job, found),
  };
}

async function collectFromRepository(
  job: CollectJob,
  files: Promise<Evidence<RepositoryFiles>>,
): Promise<FromRepository> {
  const { commits, milestone } = job.target;
  const all = await Promise.all([
    files,
    collectRepositoryFiles(job, commits.base),
    files.then((read) => collectPins(job, read)),
    collectDeclaredFiles(job),
    collectChanges(job),
    collectPlan(job),
    collectRegistry(job),
    readPreviousAudits(job.reads, {
      policy: commits.policy,
      config: job.config,
      milestone: milestone.id,
      version: job.world.tool.version,
    }),
    collectRequiredChecks(job),
    collectBaseCi(job),
    collectBaseReports(job),
  ]);
  const [, , pins, declaredFiles, changes, plan, registry, previous] = all;
  const [requiredChecks, baseCi, baseReports] = [all[8], all[9], all[10]];
  for (const problem of previous.problems) job.notice(problem);
  const [base, head] = await withChangedTests(job, all[1], all[0]);
  return {
    files: head,
    baseFiles: await withMilestoneFiles(job, base, previous.evidence),
    pins,
    declaredFiles,
    changes,
    plan,
    registry,
    previous: previous.evidence,
    history: previous.history,
    requiredChecks,
    baseCi,
    ...baseReports,
  };
}
