import { expect, it } from '@jest/globals';
import { coverage, durations } from '../../../src/render/sections/measured-facts.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('has a row per matrix job, and does not show an empty report as 100%', () => {
  const source = { what: 'artifact coverage' };
  const report = { origin: 'report', format: 'cobertura', branches: null, source } as const;
  const legs = [
    { ...report, leg: 'py3.11', lines: { covered: 1147, total: 1202 }, percent: 95.42 },
    { ...report, leg: 'py3.12', lines: { covered: 0, total: 0 }, percent: null },
    {
      ...report,
      origin: 'log' as const,
      leg: '',
      lines: { covered: 84, total: 100 },
      percent: 84,
      branches: { covered: 3, total: 4 },
    },
  ];
  const audit = anAudit({ evidence: { ...anAudit().evidence, coverage: legs } });
  expect(written(coverage.body(audit)).split('\n').slice(2)).toEqual([
    '| py3.11 | 95.42% | 1,147 of 1,202 | – | artifact coverage (cobertura) |',
    '| py3.12 | no lines | 0 of 0 | – | artifact coverage (cobertura) |',
    '| all | 84.00% | 84 of 100 | 3 of 4 | artifact coverage (from a log) |',
    '',
  ]);
});

it('shows the duration of each step with a bar, and nothing without durations', () => {
  const flow = [
    { name: 'install', conclusion: 'success', seconds: 40 },
    { name: 'pytest', conclusion: 'failure', seconds: 20 },
    { name: 'smoke', conclusion: 'success', seconds: 0 },
    { name: 'coverage', conclusion: 'skipped', seconds: null },
  ];
  const shown = [flow, flow.slice(3)].map((some) =>
    written(durations.body(anAudit({ evidence: { ...anAudit().evidence, flow: some } }))),
  );
  expect(shown).toEqual([
    [
      '| Step | Duration | Share of the longest |',
      '| - | -: | - |',
      '| install | 40 s | ████████████████████ |',
      '| pytest | 20 s | ██████████ |',
      '| smoke | 0 s | ▏ |',
      '',
    ].join('\n'),
    '',
  ]);
});
