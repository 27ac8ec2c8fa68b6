import type { Survey } from './detect-project.ts';
import { kindOfUpload } from './init-config.ts';
import type { TestTool } from './test-tools.ts';

/** The step that uploads, pinned; actions/upload-artifact v6.0.0. */
const UPLOAD = 'actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0';

/** What was seen, which evidence is missing, and the lines that bring it. */
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
  const lacks: string[] = LACKS.filter(([kind]) => !kinds.has(kind)).map(([, said]) => said);
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

/** Each says by its exit code whether it found something, so that it blocks. */
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
