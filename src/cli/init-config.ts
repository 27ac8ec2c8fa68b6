import { stringify } from 'yaml';
import type { Survey, TestTool, Upload } from './detect-project.ts';

/** The pinned upload action: actions/upload-artifact v6.0.0. */
const UPLOAD = 'actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0';

/** Returns what was detected, which evidence is missing, and the workflow lines that add it. */
export function initAdvice(survey: Survey): string {
  return [...seen(survey), '', ...missing(survey), ''].join('\n');
}

function seen(survey: Survey): readonly string[] {
  const { languages, tools, workflows, uploads, milestones, broken } = survey;
  const row = (what: string, found: readonly string[]): string =>
    `  ${what.padEnd(14)}${found.length === 0 ? 'none' : found.join(', ')}`;
  return [
    'Seen in this repository:',
    row('languages', languages),
    row(
      'test runners',
      tools.map(({ name }) => name),
    ),
    row('workflows', workflows),
    row(
      'uploads',
      uploads.map(({ artifact, workflow }) => `${artifact} (${workflow})`),
    ),
    row(
      'milestones',
      milestones.map(({ id, where }) => `${id} (${where})`),
    ),
    ...broken.map((one) => `  cannot be read: ${one}`),
  ];
}

function missing(survey: Survey): readonly string[] {
  const kinds = new Set(survey.uploads.map(kindOfUpload));
  const lacks: string[] = LACKS.filter(([kind]) => !kinds.has(kind)).map(
    ([, sentence]) => sentence,
  );
  if (survey.workflows.length === 0) lacks.unshift('no workflow runs tests or other checks');
  if (lacks.length === 0) return ['No evidence is missing that could be told from here.'];
  const covered = kinds.has('tests') && kinds.has('coverage');
  return [
    'Missing evidence, which the audit will show as unknown:',
    ...lacks.map((one) => `  - ${one}`),
    ...(covered ? [] : ['', ...steps(survey.tools)]),
    ...(kinds.has('findings') ? [] : ['', ...scanSteps(survey)]),
  ];
}

/** Each scan fails the step when it finds something. */
function scanSteps({ manifests }: Survey): readonly string[] {
  const has = (pattern: RegExp): boolean => manifests.some((name) => pattern.test(name));
  const [name, command] = has(/^package-lock\.json$/)
    ? ['npm-audit', 'npm audit --json > reports/npm-audit.json']
    : has(/^(?:requirements.*\.txt|pyproject\.toml)$/)
      ? ['pip-audit', 'pip-audit --format json --output reports/pip-audit.json']
      : ['trivy', 'trivy fs --exit-code 1 --format sarif --output reports/trivy.sarif .'];
  return [
    'A scan of what it depends on, as steps of a job:',
    '',
    `      - name: ${name}`,
    `        run: mkdir -p reports && ${command}`,
    ...uploadStep(`scan-${name}`, ['reports']),
  ];
}

const LACKS = [
  ['tests', 'no upload looks like test results'],
  ['coverage', 'no upload looks like coverage'],
  ['findings', 'no upload looks like the findings of a scan (SARIF, npm audit, Trivy …)'],
] as const;

function steps(tools: readonly TestTool[]): readonly string[] {
  if (tools.length === 0) return NO_TOOL;
  return ['Steps to put in place of the one that runs the tests:', '', ...tools.flatMap(stepsOf)];
}

const NO_TOOL = [
  'No test runner was recognised. Have yours write JUnit XML, and coverage as Cobertura or LCOV, and',
  'upload both:',
  '',
  ...uploadStep('test-reports', ['reports']),
];

function stepsOf(tool: TestTool): readonly string[] {
  const { name, command, needs, reports } = tool;
  const artifact = `test-reports-${name.replace(/[^a-z]+/g, '-')}`;
  return [
    ...(needs === '' ? [] : [`      # needs ${needs}`]),
    `      - name: ${name}`,
    `        run: ${command}`,
    ...uploadStep(artifact, reports),
  ];
}

function uploadStep(artifact: string, paths: readonly string[]): readonly string[] {
  return [
    `      - name: upload ${artifact}`,
    '        if: always()',
    `        uses: ${UPLOAD}`,
    '        with:',
    `          name: ${artifact}`,
    ...(paths.length === 1
      ? [`          path: '${paths[0]}'`]
      : ['          path: |', ...paths.map((path) => `            ${path}`)]),
    '          if-no-files-found: error',
  ];
}

const TESTS = /junit|test|pytest|jest|vitest|surefire|report/i;
const COVERAGE = /cov|lcov|cobertura|jacoco/i;
const FINDINGS = /sarif|scan|trivy|grype|audit|semgrep|codeql/i;
const SBOM = /sbom|cyclonedx|spdx/i;

/** Returns the likely kind of an upload by its name and path; `undefined` when neither shows it. */
export function kindOfUpload({ artifact, path }: Upload): string | undefined {
  const kinds = [
    ['coverage', COVERAGE],
    ['sbom', SBOM],
    ['findings', FINDINGS],
    ['tests', TESTS],
  ] as const;
  return kinds.find(([, pattern]) => pattern.test(artifact) || pattern.test(path))?.[0];
}

/** Returns a starting configuration with a reason for each entry. */
export function initConfig(survey: Survey): string {
  return [
    '# yaml-language-server: $schema=https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema/config.schema.json',
    '# What the milestone audit of this repository looks at. Every key is optional. Check an',
    '# edit with `milestone-audit check-config .github/milestone-audit.yml`, and try it with',
    '# `milestone-audit audit`.',
    'version: 1',
    '',
    '# The rules and their categories; `milestone-audit rules` prints them.',
    'profile: default',
    '',
    ...milestonePart(survey),
    '',
    ...workflowsPart(survey),
    '',
    ...sourcesPart(survey),
    '',
    '# Below this score the verdict is red, whatever the gates say.',
    '# minimum-score: 4',
    '',
    '# The plan that a milestone is measured by, and the list of what was put off.',
    'plan: docs/milestones/{milestone}/{milestone}_plan.md',
    'registry: docs/milestones/deferred.yml',
    '',
  ].join('\n');
}

function milestonePart({ milestones, pattern }: Survey): readonly string[] {
  const [first] = milestones;
  if (first !== undefined) {
    return [
      '# Milestones are told by branch, title and tag, as they are here:',
      ...milestones.map(({ id, where }) => `#   ${id} in ${comment(where)}`),
      ...(pattern === undefined ? [] : [yaml({ milestone: { pattern } })]),
    ];
  }
  return [
    '# No branch or tag names a milestone yet: begin a branch or the title of a pull request',
    '# with its id, as in `m01-first-steps` or `M01: CI truthfulness`. For other names say',
    '# what an id looks like:',
    '# milestone:',
    "#   pattern: '(sprint-[0-9]+)'",
  ];
}

/** Names from the repository go into comments, so each is reduced to one line. */
function comment(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?').slice(0, 80);
}

function workflowsPart({ workflows }: Survey): readonly string[] {
  const why = '# The workflows whose runs are evidence; without this, every one that ran.';
  if (workflows.length === 0) return [why, '# workflows: [Tests]'];
  return [why, yaml({ workflows })];
}

function sourcesPart({ uploads }: Survey): readonly string[] {
  const known = uploads.flatMap((upload) => {
    const kind = kindOfUpload(upload);
    // A name with expressions differs per run; its fixed parts still identify it.
    const artifact = upload.artifact.replace(/\$\{\{[^{}]*\}\}/g, '*');
    return kind === undefined ? [] : [{ kind, artifact }];
  });
  const why = '# Evidence that must be there: without it the audit is INSUFFICIENT_EVIDENCE.';
  if (known.length > 0) return [why, yaml({ sources: known })];
  return [
    why,
    '# Nothing is uploaded yet; `milestone-audit init` says which lines to add.',
    '# sources:',
    '#   - kind: tests',
    '#     artifact: test-reports',
  ];
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
