import { expect, it } from '@jest/globals';
import {
  FindingsTally,
  MAX_FINDINGS,
  severityOf,
  severityOfScore,
} from '../../../src/report-formats/findings/findings-tally.ts';

it('keeps the most severe findings in a fixed order and counts the rest', () => {
  const tally = new FindingsTally();
  for (let at = 0; at < MAX_FINDINGS * 3; at++) {
    tally.add({
      id: `id-${at}`,
      severity: at % 2 === 0 ? 'low' : 'high',
      subject: 's',
      message: '',
    });
  }
  const read = tally.outcome('x', 'x', 'code', true);
  if (read.state !== 'present' || read.content.kind !== 'findings') throw new Error('not present');
  const { counts, findings, omitted } = read.content.report;
  expect([
    counts.high,
    counts.low,
    findings.length,
    omitted,
    findings.every(({ severity }) => severity === 'high'),
  ]).toEqual([MAX_FINDINGS * 1.5, MAX_FINDINGS * 1.5, MAX_FINDINGS, MAX_FINDINGS * 2, true]);
});

it('maps words and scores to severities', () => {
  expect(['Critical', 'MODERATE', 'info', 'constructor'].map(severityOf)).toEqual([
    'critical',
    'medium',
    'low',
    'unknown',
  ]);
  expect([9, 8.9, 4, 0.1, 0].map(severityOfScore)).toEqual([
    'critical',
    'high',
    'medium',
    'low',
    'unknown',
  ]);
});
