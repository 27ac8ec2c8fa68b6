import type { BenchmarkResult } from '../model/reports.ts';
import { type ReadReport, type ReportFormat, readOutcome } from './base/format.ts';
import { cut } from './base/report-text.ts';
import {
  eachItem,
  field,
  hasPath,
  type Json,
  jsonReader,
  MalformedReport,
  text,
} from './json/json-report.ts';

const NAME = 'benchmark-json';
/** Maximum number of benchmarks kept of one file. */
const MAX_RESULTS = 10_000;
const MAX_NAME = 300;

/**
 * Format of github-action-benchmark: `[{ name, unit, value, range?, extra? }]`. The file does not
 * say whether bigger is better; the action's `tool` input does.
 */
export const benchmarkJson: ReportFormat = {
  name: NAME,
  kind: 'benchmark',
  recognize: (head) => ['name', 'unit', 'value'].every((key) => hasPath(head, '[]', key)),
  reader: (limits) => jsonReader(NAME, read, limits),
};

function read(document: Json): ReadReport {
  const results: BenchmarkResult[] = [];
  let omitted = 0;
  for (const one of eachItem(document)) {
    if (results.length < MAX_RESULTS) results.push(resultOf(one));
    else omitted++;
  }
  const report = {
    format: NAME,
    biggerIsBetter: 'unknown' as const,
    results,
    notes: omitted > 0 ? [`${omitted} more benchmarks are not listed.`] : [],
  };
  return readOutcome(NAME, { kind: 'benchmark', report });
}

function resultOf(one: Json): BenchmarkResult {
  const value = field(one, 'value');
  const name = text(one, 'name');
  if (typeof value !== 'number' || !Number.isFinite(value) || name === '') {
    throw new MalformedReport(
      'A benchmark has no name or no numeric value; the report is damaged.',
    );
  }
  const range = field(one, 'range');
  return {
    name: cut(name, MAX_NAME),
    value,
    unit: cut(text(one, 'unit'), MAX_NAME),
    range:
      typeof range === 'number' || typeof range === 'string' ? cut(String(range), MAX_NAME) : '',
  };
}
