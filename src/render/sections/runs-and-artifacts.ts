import { printBytes } from '../../lib/format.ts';
import type { Audit, AuditSource } from '../../model/audit.ts';
import type { AuditRun, AuditRunJob } from '../../model/audit-evidence.ts';
import { conclusionKind, conclusionLabel, printConclusion } from '../format/labels.ts';
import { artifactLink, commitLink, runLink } from '../format/links.ts';
import { boundedTable, introduced, type Subsection } from '../format/section.ts';
import { type Blocks, code, type Inline, link, prose, strong } from '../markdown/tree.ts';

/** Maximum steps named of one job that did not pass. */
const MAX_STEPS = 8;

export const runsAndArtifacts: Subsection = {
  id: 'runs-and-artifacts',
  heading: () => 'Runs and Artifacts',
  keep: 'fold',
  body: (audit) => [runTable(audit), ...failedJobs(audit), ...artifacts(audit), ...sources(audit)],
};

/** Returns every workflow run, including those that prove nothing. */
export function runTable(audit: Audit): readonly Blocks[] {
  return boundedTable(
    ['Workflow', 'Run', 'Attempt', 'Event', 'Commit', 'Result', 'Relation'],
    audit.runs.map((run) => [
      run.workflow,
      link(run.url, code(String(run.id))),
      String(run.attempt),
      run.event,
      commitLink(audit, run.head_sha),
      printConclusion(run.conclusion),
      relationCell(run),
    ]),
    [null, null, 'right'],
  );
}

const RELATIONS: Readonly<Record<AuditRun['relation'], string>> = {
  audited: 'audited commit',
  'same-tree': 'same files as the audited commit',
  stale: 'stale: other code, not counted',
};

function relationCell({ relation, trusted }: AuditRun): string {
  return trusted ? RELATIONS[relation] : `${RELATIONS[relation]}; from a fork`;
}

function failedJobs({ runs }: Audit): readonly Blocks[] {
  const rows = runs.flatMap((run) =>
    run.jobs
      .filter(({ conclusion }) => ['failed', 'undecided'].includes(conclusionKind(conclusion)))
      .map((job) => [
        run.workflow,
        link(job.url, job.name),
        printConclusion(job.conclusion),
        stepsOf(job),
      ]),
  );
  return introduced(
    'Jobs that did not pass:',
    boundedTable(['Workflow', 'Job', 'Result', 'Steps that did not pass'], rows),
  );
}

function stepsOf({ steps }: AuditRunJob): Inline {
  const unpassed = steps.filter(({ conclusion }) => conclusionKind(conclusion) !== 'passed');
  const shown = unpassed
    .slice(0, MAX_STEPS)
    .map(({ name, conclusion }) => `${name} (${conclusionLabel(conclusion)})`);
  const more = unpassed.length - shown.length;
  return prose(more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', '));
}

function artifacts(audit: Audit): readonly Blocks[] {
  const rows = audit.evidence.artifacts.map((artifact) => [
    artifactLink(audit, artifact),
    runLink(audit, artifact.run_id),
    String(artifact.attempt),
    printBytes(artifact.bytes),
    artifact.digest === null ? '–' : code(artifact.digest.slice(0, 19)),
    artifact.why === '' ? artifact.state : prose(`${artifact.state}: ${artifact.why}`),
  ]);
  return introduced(
    'Artifacts:',
    boundedTable(['Artifact', 'Run', 'Attempt', 'Size', 'Digest', 'State'], rows, [
      null,
      null,
      'right',
      'right',
    ]),
  );
}

function sources(audit: Audit): readonly Blocks[] {
  const rows = audit.sources.map((source) => [
    prose(source.expected),
    source.state === 'present' ? '✓ present' : strong(`✗ ${source.state}`),
    source.required ? 'yes' : 'no',
    foundIn(audit, source),
    prose(source.why),
  ]);
  return introduced(
    'Expected sources:',
    boundedTable(['Source', 'State', 'Required', 'Found in', 'Why'], rows),
  );
}

/** Returns run, attempt, and artifact of a source, as far as known. The artifact table has the digest. */
function foundIn(audit: Audit, { run_id, attempt, artifact_id }: AuditSource): Inline {
  if (run_id === null) return '–';
  const of = audit.evidence.artifacts.find(({ id }) => id === artifact_id);
  const run: Inline = [runLink(audit, run_id), attempt === null ? '' : ` attempt ${attempt}`];
  return of === undefined ? run : [artifactLink(audit, of), ' of run ', run];
}
