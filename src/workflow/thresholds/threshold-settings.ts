import { readYamlTree, type YamlNode } from '../../lib/yaml.ts';
import type { SettingsFile } from '../../model/workflow.ts';
import { baseName } from '../files/lockfile-names.ts';
import { childOf, entriesOf, entryOf, textOf } from '../parse/tree-access.ts';
import { type Metric, percentOf, type Threshold } from './threshold.ts';
import { scriptThresholds } from './threshold-scripts.ts';

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
  [/^(?:jest|vitest|vite|karma)\.config\.|^nyc\.config\./, scriptThresholds],
  [/^package\.json$|^\.nycrc|^\.c8rc/, jsonThresholds],
  [/^\.?codecov\.ya?ml$/, codecov],
  [/^build\.gradle/, gradle],
  [/^pom\.xml$/, maven],
];

/** The coverage thresholds of a settings file in file order, read without running anything. */
export function settingsThresholds(file: SettingsFile): readonly Threshold[] {
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

/** Thresholds of jest, nyc and c8 in JSON; every JSON file is YAML too, and the YAML tree knows its lines. */
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
  return file.text.split('\n').flatMap((line, index) => {
    inside ||= /violationRules|koverVerify|jacocoTestCoverageVerification/.test(line);
    const jacoco = /^\s*minimum\s*(?:=|\.set\()\s*['"]?([\d.]+)/.exec(line)?.[1];
    const kover = /\bminBound\((\d+)\)|^\s*minValue\s*=\s*(\d+)/.exec(line);
    if (jacoco !== undefined && inside)
      return [lineThreshold(file, index, line, ['jacoco', 'total', ratio(jacoco)])];
    return kover === null
      ? []
      : [lineThreshold(file, index, line, ['kover', 'total', kover[1] ?? kover[2] ?? ''])];
  });
}

/** `<minimum>0.80</minimum>` of the JaCoCo rules in a POM. */
function maven(file: SettingsFile): readonly Threshold[] {
  if (!file.text.includes('jacoco')) return [];
  return file.text.split('\n').flatMap((line, index) => {
    const value = /<minimum>\s*([\d.]+%?)\s*<\/minimum>/.exec(line)?.[1];
    return value === undefined
      ? []
      : [lineThreshold(file, index, line, ['jacoco', 'total', ratio(value)])];
  });
}

function ratio(text: string): string {
  const value = Number(text.replace('%', ''));
  return text.includes('%') || value > 1 ? String(value) : String(Math.round(value * 10_000) / 100);
}
