import { expect, it } from '@jest/globals';
import { benchmarkJson } from '../../src/report-formats/benchmark-json.ts';
import { fixture, readText } from './reading.ts';

it('reads benchmarks without a direction', () => {
  expect(readText(benchmarkJson, fixture('benchmark-json', 'benchmark.json'))).toEqual({
    state: 'present',
    format: 'benchmark-json',
    content: {
      kind: 'benchmark',
      report: {
        format: 'benchmark-json',
        biggerIsBetter: 'unknown',
        results: [
          { name: 'read 50k', value: 181.5, unit: 'ms', range: '± 3%' },
          { name: 'peak', value: 96, unit: 'MiB', range: '' },
        ],
        notes: [],
      },
    },
  });
});
