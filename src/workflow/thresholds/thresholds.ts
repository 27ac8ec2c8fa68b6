import { memoize } from '../../lib/memoize.ts';
import { readYamlTree, type YamlNode } from '../../lib/yaml.ts';
import type { SettingsFile, Workflow } from '../../model/workflow.ts';
import { withoutComments } from '../parse/comments.ts';
import { baseName } from '../parse/file-names.ts';
import { childOf, entriesOf, entryOf, textOf } from '../parse/tree-access.ts';
import { commandThresholds, type Metric, percentOf, type Threshold } from './threshold-commands.ts';

/** Inputs of coverage actions that fail the step below a percentage. */
const actionInputs =
  /^(?:min(?:imum)?[-_]?(?:coverage|cov)|coverage[-_]?threshold|thresholds?|fail[-_]?(?:below|under)[-_]?(?:min|threshold)?|thresholdAll|failed[-_]?threshold|threshold-total|min-coverage-overall)$/i;
const coverageAction = /cov|jacoco|lcov/i;

/** Returns every coverage threshold of workflows and settings files, sorted by path and line. */
export function thresholdsOf(
  workflows: readonly Workflow[],
  settings: readonly SettingsFile[],
): readonly Threshold[] {
  const commands = workflows.flatMap(ofWorkflow);
  const all = [...commands, ...settings.flatMap(settingsThresholds)];
  return all.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

const ofWorkflow = memoize((workflow: Workflow): readonly Threshold[] => [
  ...commandThresholds(workflow),
  ...inputThresholds(workflow),
]);

function inputThresholds(workflow: Workflow): Threshold[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step) => {
      if (step.uses === undefined || !coverageAction.test(step.uses.uses)) return [];
      const tool = step.uses.uses.replace(/@.*$/s, '');
      return step.with.flatMap(({ key, value, line }): Threshold[] => {
        const number = /^(\d+(?:\.\d+)?)/.exec(value.trim())?.[1];
        if (!actionInputs.test(key) || number === undefined) return [];
        const place = { path: workflow.path, line, job: job.id, step: step.name };
        return [
          {
            ...place,
            tool,
            metric: 'total',
            value: Number(number),
            scope: '',
            text: `${key}: ${value}`,
          },
        ];
      });
    }),
  );
}

type Reader = (file: SettingsFile) => readonly Threshold[];

const readers: readonly (readonly [RegExp, Reader])[] = [
  [
    /^pyproject\.toml$/,
    (file) => [
      ...inSection(file, /^\[tool\.coverage\.report\]/, failUnder),
      ...pytestOptions(file),
    ],
  ],
  [
    /^(?:setup\.cfg|tox\.ini)$/,
    (file) => [...inSection(file, /^\[coverage:report\]/, failUnder), ...pytestOptions(file)],
  ],
  [/^pytest\.ini$/, pytestOptions],
  [/^\.coveragerc$/, (file) => inSection(file, /^\[report\]/, failUnder)],
  [/^(?:jest|vitest|vite)\.config\.|^nyc\.config\.|^karma\.conf\./, scriptThresholds],
  [/^package\.json$|^\.nycrc|^\.c8rc/, jsonThresholds],
  [/^\.?codecov\.ya?ml$/, codecov],
  [/^build\.gradle/, gradle],
  [/^pom\.xml$/, maven],
  [/^\.simplecov$/, simplecov],
];

/** Returns the coverage thresholds of a settings file in file order; runs nothing. */
function settingsThresholds(file: SettingsFile): readonly Threshold[] {
  const reader = readers.find(([name]) => name.test(baseName(file.path)))?.[1];
  return reader?.(file) ?? [];
}

function lineThreshold(
  { path }: SettingsFile,
  index: number,
  text: string,
  found: readonly [tool: string, metric: Metric, value: string],
): Threshold {
  const [tool, metric, value] = found;
  const shown = text.trim().slice(0, 200);
  return { path, line: index + 1, tool, metric, value: percentOf(value), scope: '', text: shown };
}

const failUnder = /^\s*fail_under\s*[=:]\s*([^#;\s]+)/;

/** A key of one section of an INI or TOML file, by its line. */
function inSection(file: SettingsFile, header: RegExp, key: RegExp): Threshold[] {
  let inside = false;
  return file.text.split('\n').flatMap((line, index) => {
    if (/^\s*\[/.test(line)) inside = header.test(line.trim());
    const value = inside ? key.exec(line)?.[1] : undefined;
    return value === undefined
      ? []
      : [lineThreshold(file, index, line, ['coverage.py', 'total', value])];
  });
}

function pytestOptions(file: SettingsFile): readonly Threshold[] {
  return file.text.split('\n').flatMap((line, index) => {
    const value = /^[^#;]*--cov-fail-under[= ]([\d.]+)/.exec(line)?.[1];
    return value === undefined
      ? []
      : [lineThreshold(file, index, line, ['coverage.py', 'total', value])];
  });
}

const metrics: readonly Metric[] = ['lines', 'branches', 'functions', 'statements'];

/** Thresholds of jest, nyc and c8 in JSON, read as YAML for line numbers. */
function jsonThresholds(file: SettingsFile): readonly Threshold[] {
  const tree = readYamlTree(file.text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length)));
  if (tree.state === 'broken') return [];
  const root = tree.root;
  const isManifest = baseName(file.path) === 'package.json';
  const jest = childOf(isManifest ? childOf(root, 'jest') : root, 'coverageThreshold');
  const runs = isManifest ? [childOf(root, 'nyc'), childOf(root, 'c8')] : [root];
  const checked = runs.filter(
    (node) => textOf(childOf(node, 'check-coverage') ?? childOf(node, 'checkCoverage')) === 'true',
  );
  return [
    ...entriesOf(jest).flatMap(({ key, value }) =>
      metricsOf(file, value, 'jest', key === 'global' ? '' : key),
    ),
    ...checked.flatMap((node) => (node === undefined ? [] : metricsOf(file, node, 'nyc', ''))),
  ];
}

function metricsOf(file: SettingsFile, node: YamlNode, tool: string, scope: string): Threshold[] {
  return metrics.flatMap((metric) => {
    const entry = entryOf(node, metric);
    if (entry === undefined) return [];
    const text = `${metric}: ${textOf(entry.value)}`;
    const value = textOf(entry.value);
    return [{ ...lineThreshold(file, entry.line - 1, text, [tool, metric, value]), scope }];
  });
}

/** `coverage.status.project|patch.<name>.target` of codecov.yml; `auto` compares with the base and has no number. */
function codecov(file: SettingsFile): readonly Threshold[] {
  const tree = readYamlTree(file.text);
  if (tree.state === 'broken') return [];
  const status = childOf(childOf(tree.root, 'coverage'), 'status');
  return (['project', 'patch'] as const).flatMap((kind) =>
    entriesOf(childOf(status, kind)).flatMap(({ key, value }) => {
      const target = entryOf(value, 'target');
      const text = textOf(target?.value);
      if (target === undefined || text === 'auto') return [];
      const metric: Metric = kind === 'patch' ? 'patch' : 'total';
      const found = ['codecov', metric, text] as const;
      const threshold = lineThreshold(file, target.line - 1, `target: ${text}`, found);
      return [{ ...threshold, scope: key === 'default' ? '' : key }];
    }),
  );
}

/** `minimum = 0.80` inside a JaCoCo rule of Gradle, or `minBound(80)` of Kover. */
function gradle(file: SettingsFile): readonly Threshold[] {
  let inside = false;
  const metricAt = jacocoMetrics();
  return withoutComments(file)
    .split('\n')
    .flatMap((line, index) => {
      const metric = metricAt(line);
      inside ||= /violationRules|koverVerify|jacocoTestCoverageVerification/.test(line);
      const jacoco = /^\s*minimum\s*(?:=|\.set\()\s*['"]?([\d.]+)/.exec(line)?.[1];
      const kover = /\bminBound\((\d+)\)|^\s*minValue\s*=\s*(\d+)/.exec(line);
      if (jacoco !== undefined && inside)
        return [lineThreshold(file, index, line, ['jacoco', metric, ratio(jacoco)])];
      return kover === null
        ? []
        : [lineThreshold(file, index, line, ['kover', 'total', kover[1] ?? kover[2] ?? ''])];
    });
}

/** `<minimum>0.80</minimum>` of the JaCoCo rules in a POM. */
function maven(file: SettingsFile): readonly Threshold[] {
  if (!file.text.includes('jacoco')) return [];
  const metricAt = jacocoMetrics();
  return withoutComments(file)
    .split('\n')
    .flatMap((line, index) => {
      const metric = metricAt(line);
      const value = /<minimum>\s*([\d.]+%?)\s*<\/minimum>/.exec(line)?.[1];
      return value === undefined
        ? []
        : [lineThreshold(file, index, line, ['jacoco', metric, ratio(value)])];
    });
}

/** `minimum_coverage 90`, or `minimum_coverage line: 90, branch: 80` (SimpleCov 0.22, README). */
function simplecov(file: SettingsFile): readonly Threshold[] {
  return file.text.split('\n').flatMap((line, index) => {
    const values = /^\s*(?:SimpleCov\.)?minimum_coverage\b[ (]*(.*)/.exec(line)?.[1] ?? '';
    return [...values.matchAll(/(?:\b(line|branch):\s*|^)(\d+(?:\.\d+)?)/g)].map(
      ([, kind = 'line', value = '']) =>
        lineThreshold(file, index, line, [
          'simplecov',
          kind === 'branch' ? 'branches' : 'lines',
          value,
        ]),
    );
  });
}

/**
 * Returns a function that follows the counter of a JaCoCo limit line by line; without one, JaCoCo
 * counts instructions (jacoco.org, "check", read 2026-11), which are neither lines nor branches.
 */
function jacocoMetrics(): (line: string) => Metric {
  let metric: Metric = 'total';
  return (line) => {
    if (/<limit>|\blimit *\{/.test(line)) metric = 'total';
    const counter = /\bcounter\b[^A-Z]{0,20}([A-Z]+)/.exec(line)?.[1];
    if (counter !== undefined) metric = COUNTERS[counter] ?? 'total';
    return metric;
  };
}

const COUNTERS: Readonly<Record<string, Metric>> = { LINE: 'lines', BRANCH: 'branches' };

function ratio(text: string): string {
  const value = Number(text.replace('%', ''));
  return text.includes('%') || value > 1 ? String(value) : String(Math.round(value * 10_000) / 100);
}

const SCRIPT_LIMITS = /\bcoverageThreshold\b|\bthresholds?\s*:|\bcheck-?[cC]overage\b/;
/** karma-coverage and karma-coverage-istanbul-reporter. */
const KARMA_LIMITS = /\bcheck\s*:\s*\{|\bthresholds\s*:/;

/**
 * Thresholds written as plain numbers in a configuration script; the script is never run, so one that computes its
 * thresholds yields a single `unknown`.
 */
function scriptThresholds(file: SettingsFile): readonly Threshold[] {
  const code = withoutComments(file);
  const tool = /^(jest|vite|karma|nyc)/.exec(baseName(file.path))?.[1] ?? '';
  const start = (tool === 'karma' ? KARMA_LIMITS : SCRIPT_LIMITS).exec(code);
  if (start === null) return [];
  const place = { path: file.path, tool: tool === 'vite' ? 'vitest' : tool };
  const block = blockFrom(code, start.index);
  const lineAt = lineReader(file.text, code);
  const found = numbersIn(block).map(({ metric, value, offset, scope }) => ({
    ...{ ...place, metric, value, scope },
    ...lineAt(start.index + offset),
  }));
  if (found.length > 0) return found;
  return [{ ...place, metric: 'total', value: 'unknown', scope: '', ...lineAt(start.index) }];
}

/** Returns the braces after a key with their content, or the rest of the line. */
function blockFrom(code: string, start: number): string {
  const newline = code.indexOf('\n', start);
  const line = code.slice(start, newline === -1 ? code.length : newline);
  if (!/^[^\n]*?\{/.test(line)) return line;
  let depth = 0;
  for (const { 0: brace, index } of code.slice(start).matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth === 0) return code.slice(start, start + index + 1);
  }
  return code.slice(start);
}

function numbersIn(block: string) {
  const found: { metric: Metric; value: number | 'unknown'; offset: number; scope: string }[] = [];
  const pattern =
    /(?:(['"])([^'"\n]+)\1|\b(global))\s*:\s*\{|\b(lines|branches|functions|statements)['"]?\s*:\s*(-?\d+(?:\.\d+)?|100)|\b(100)\s*:\s*true/g;
  let scope = '';
  for (const match of block.matchAll(pattern)) {
    if (match[2] !== undefined || match[3] !== undefined) scope = match[2] ?? '';
    else if (match[6] !== undefined)
      found.push({ metric: 'total', value: 100, offset: match.index, scope });
    else
      found.push({
        metric: match[4] as Metric,
        value: percentOf(match[5] ?? ''),
        offset: match.index,
        scope,
      });
  }
  return found;
}

/** Returns a function from an offset in the code to its line; offsets ascend, so that each is read once. */
function lineReader(text: string, code: string) {
  const lines = text.split('\n');
  let line = 1;
  let next = code.indexOf('\n');
  return (offset: number): { readonly line: number; readonly text: string } => {
    while (next !== -1 && next < offset) {
      line += 1;
      next = code.indexOf('\n', next + 1);
    }
    return { line, text: (lines[line - 1] ?? '').trim().slice(0, 200) };
  };
}
