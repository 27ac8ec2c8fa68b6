import type { BenchmarkResult } from '../model/inventory.ts';
import { hasPath, outlineOf } from './json/json-outline.ts';
import { jsonReader, MalformedReport } from './json/json-report.ts';
import { field, items, type Json, text } from './json/json-value.ts';
import type { ReadReport, ReportFormat } from './reading/format.ts';
import { cut } from './reading/plain-text.ts';
import { readOutcome } from './reading/read-outcome.ts';

const NAME = 'benchmark-json';
/** Benchmarks kept of one file; more are noted. */
const MOST_RESULTS = 10_000;
const LONGEST_NAME = 300;

/**
 * github-action-benchmark's custom format: `[{ name, unit, value, range?, extra? }]`. The file does
 * not say whether bigger is better; the action's `tool` input does.
 */
export const benchmarkJson: ReportFormat = {
  name: NAME,
  kind: 'benchmark',
  recognise(head) {
    const outline = outlineOf(head);
    return ['name', 'unit', 'value'].every((key) => hasPath(outline, '[]', key));
  },
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const all = items(document);
  const omitted = Math.max(0, all.length - MOST_RESULTS);
  const report = {
    format: NAME,
    biggerIsBetter: 'unknown' as const,
    results: all.slice(0, MOST_RESULTS).map(resultOf),
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
    name: cut(name, LONGEST_NAME),
    value,
    unit: cut(text(one, 'unit'), LONGEST_NAME),
    range:
      typeof range === 'number' || typeof range === 'string'
        ? cut(String(range), LONGEST_NAME)
        : '',
  };
}
