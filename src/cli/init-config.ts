import { stringify } from 'yaml';
import type { Survey, Upload } from './detect-project.ts';

const TESTS = /junit|test|pytest|jest|vitest|surefire|report/i;
const COVERAGE = /cov|lcov|cobertura|jacoco/i;
const FINDINGS = /sarif|scan|trivy|grype|audit|semgrep|codeql/i;
const SBOM = /sbom|cyclonedx|spdx/i;

/** What an upload most likely holds, by its name and path; `undefined` when nothing tells. */
export function kindOfUpload({ artifact, path }: Upload): string | undefined {
  const kinds = [
    ['coverage', COVERAGE],
    ['sbom', SBOM],
    ['findings', FINDINGS],
    ['tests', TESTS],
  ] as const;
  return kinds.find(([, pattern]) => pattern.test(artifact) || pattern.test(path))?.[0];
}

/** A starting config with the reasons for what it holds, ready to be edited. */
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

/** Names from the repository stand in comments: one line each, whatever they hold. */
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
    // A name made of expressions differs from run to run; its fixed parts still tell it apart.
    const artifact = upload.artifact.replace(/\$\{\{[^}]*\}\}/g, '*');
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
