import { quantity } from '../lib/format.ts';
import type { Project } from './detect-project.ts';
import { type Proposal, proposedTests, reportSteps } from './proposed-steps.ts';
import { kindOfUpload } from './uploads.ts';

/** Returns what was detected, and which changes of the workflows add missing evidence. */
export function initReport(project: Project): string {
  const proposals = proposedTests(project);
  return [...detected(project), '', ...missing(project, proposals), ''].join('\n');
}

function detected(project: Project): readonly string[] {
  const { languages, tools, tests, workflows, uploads, milestones, broken } = project;
  const row = (what: string, found: readonly string[]): string =>
    `  ${what.padEnd(14)}${found.length === 0 ? 'none' : [...new Set(found)].join(', ')}`;
  const runners = tests.flatMap(({ tool }) => (tool === undefined ? [] : [tool.name]));
  return [
    'Detected in this repository:',
    row(
      'languages',
      languages.map(([name, files]) => `${name} (${quantity(files, 'file')})`),
    ),
    row('test runners', runners.length > 0 ? runners : tools.map(({ name }) => name)),
    row(
      'workflows',
      workflows.map(({ name }) => name),
    ),
    row(
      'uploads',
      uploads.map(({ artifact, workflow }) => `${artifact} (${workflow})`),
    ),
    row(
      'milestones',
      milestones.map(({ id, where }) => `${id} (${where})`),
    ),
    ...broken.map((one) => `  unreadable: ${one}`),
  ];
}

function missing(project: Project, proposals: readonly Proposal[]): readonly string[] {
  const kinds = new Set(project.uploads.map(kindOfUpload));
  const lines = [
    ...(proposals.length === 0 ? [] : proposals.flatMap(printed)),
    ...(project.tests.length === 0 && project.tools.length === 0 ? NO_RUNNER : []),
    ...(kinds.has('findings') ? [] : scanOf(project)),
  ];
  if (lines.length === 0) return ['The workflows upload everything that an audit reads.'];
  return ['Changes that add evidence. Each is optional:', '', ...lines];
}

function printed({ where, once, steps }: Proposal): readonly string[] {
  return [where, ...once.map((what) => `      # once: ${what}`), steps, ''];
}

const NO_RUNNER = [
  'No test runner was recognized. Have yours write JUnit XML, and upload it as an artifact.',
  '',
];

/** The scans that package managers bring, with a report that an audit reads; the others need a tool of their own. */
const SCANS = [
  [
    /^package-lock\.json$/,
    'npm audit --audit-level=high --json > npm-audit.json',
    'npm-audit.json',
  ],
  [
    /^pnpm-lock\.yaml$/,
    'pnpm audit --audit-level high --json > pnpm-audit.json',
    'pnpm-audit.json',
  ],
] as const;

function scanOf({ paths }: Project): readonly string[] {
  const found = SCANS.find(([name]) => paths.some((path) => name.test(path)));
  if (found === undefined) {
    return [
      'A vulnerability scan and a secret scan: run scanners that write SARIF, such as osv-scanner, Trivy, or',
      'gitleaks, and upload their files.',
      '',
    ];
  }
  const [, run, report] = found;
  const { steps } = reportSteps({ name: 'Vulnerability scan', run }, 'scan', [report]);
  return [
    'A vulnerability scan of the dependencies. It fails the job when it finds something:',
    steps,
    '',
  ];
}
