import { stringify } from 'yaml';
import { gatesOfStep } from '../workflow/gates/gates.ts';
import { measuresCoverage } from '../workflow/shell/classify-command.ts';
import { commandsOf } from '../workflow/shell/commands.ts';
import type { Project } from './detect-project.ts';
import { proposedTests } from './proposed-steps.ts';
import { kindOfUpload } from './uploads.ts';

/** Returns a starting configuration: it observes, and every gate without evidence is off with a reason. */
export function startingConfig(project: Project): string {
  return [
    '# yaml-language-server: $schema=https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema/config.schema.json',
    '# Every key is optional. `milestone-audit check-config` checks an edit.',
    'version: 1',
    '',
    '# The audit observes and fails nothing. Delete this line to enforce its verdict.',
    'fail-on: never',
    '',
    ...milestonePart(project),
    '',
    ...workflowsPart(project),
    '',
    ...sourcesPart(project),
    '',
    ...gatesPart(project),
  ].join('\n');
}

function milestonePart({ milestones, pattern }: Project): readonly string[] {
  if (milestones.length > 0) {
    return [
      '# Branches, titles, and tags name the milestone, as these do:',
      ...milestones.map(({ id, where }) => `#   ${id} in ${comment(where)}`),
      ...(pattern === undefined ? [] : [yaml({ milestone: { pattern } })]),
    ];
  }
  return [
    '# No branch or tag names a milestone, so pull requests get an audit that is not committed.',
    '# Start a milestone with its id in a branch or a title, such as `m01-first-steps`.',
    '# For other names:',
    '# milestone:',
    "#   pattern: '(sprint-[0-9]+)'",
  ];
}

/** Names from the repository go into comments, so each is reduced to one line. */
function comment(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?').slice(0, 80);
}

function workflowsPart({ workflows }: Project): readonly string[] {
  const why = '# The workflows whose runs are evidence. Without this key, every workflow that ran.';
  if (workflows.length === 0) return [why, '# workflows: [Tests]'];
  return [why, yaml({ workflows: workflows.map(({ name }) => name).sort() })];
}

function sourcesPart(project: Project): readonly string[] {
  const { uploads } = project;
  const known = uploads.flatMap((upload) => {
    const kind = kindOfUpload(upload);
    // A name with expressions differs per run; its fixed parts still identify it.
    const artifact = upload.artifact.replace(/\$\{\{[^{}]*\}\}/g, '*');
    if (kind === undefined) return [];
    return [{ kind, artifact, ...(upload.ofPullRequests ? {} : { required: false }) }];
  });
  const unique = [...new Map(known.map((source) => [JSON.stringify(source), source])).values()];
  const why = '# Evidence that is required; without it the verdict is "Not enough evidence".';
  if (unique.length > 0) return [why, yaml({ sources: unique })];
  return [why, '# No workflow uploads any yet.', ...proposedSources(project)];
}

/** Returns the sources that the proposed steps upload, as comments. */
function proposedSources(project: Project): readonly string[] {
  const prefixes = proposedTests(project).flatMap(({ artifact }) => artifact?.split('-')[0] ?? []);
  if (prefixes.length === 0) return [];
  return [
    '# sources:',
    ...[...new Set(prefixes)].flatMap((kind) => [
      `#   - kind: ${kind}`,
      `#     artifact: '${kind}-*'`,
    ]),
  ];
}

function gatesPart(project: Project): readonly string[] {
  const off = gatesWithoutEvidence(project);
  if (off.length === 0) return [];
  return [
    '# Gates without any evidence yet. Delete an entry when a workflow brings the evidence.',
    yaml({ gates: off }),
    '',
  ];
}

function gatesWithoutEvidence({
  tests,
  tools,
  workflows,
  uploads,
}: Project): readonly { readonly title: string; readonly off: string }[] {
  const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  const kinds = uploads.map(kindOfUpload);
  const scans = steps.some((step) => gatesOfStep(step).some(({ target }) => target === 'scan'));
  const covers = steps.some(
    ({ run }) => run !== undefined && commandsOf(run).some(({ words }) => measuresCoverage(words)),
  );
  return [
    ...(tests.length > 0 || tools.length > 0 || kinds.includes('tests')
      ? []
      : [{ title: 'Tests', off: 'no workflow runs tests yet' }]),
    ...(covers || kinds.includes('coverage')
      ? []
      : [{ title: 'Coverage', off: 'no workflow measures coverage yet' }]),
    ...(scans || kinds.includes('findings')
      ? []
      : [{ title: 'Security', off: 'no workflow scans for vulnerabilities or secrets yet' }]),
  ];
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
