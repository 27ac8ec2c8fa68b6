import { deferralCover } from '../analysis/deferrals.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { type ScanStatus, scanProof, scanStatus } from '../analysis/scan-status.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import { judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';

export const secretScan = defineRule({
  id: 'secret-scan',
  title: 'Secret scan',
  needs: ['runs', 'files'],
  uses: ['findings', 'registry', 'sources'],
  levels: [
    'a secret without a live deferral, or no scan of this code',
    '—',
    '—',
    'secrets, each covered by a live deferral',
    'scanned and clean, by a step that cannot fail its run',
    'scanned and clean, by a step that can fail its run',
  ],
  remediation: {
    recommendation:
      'Scan in a step that fails the run and uploads its report; revoke what it finds, then remove it.',
    minutes: 60,
    guardrail: 'Switch on push protection.',
    rollback: 'None: a leaked secret stays leaked.',
    area: 'SEC',
  },
  deferralCap: 3,
  judge({ runs, files, findings, registry, sources }, context) {
    const cover = deferralCover(registry, context.milestone);
    const finding = judgeWorkflows(files, () =>
      judgeScan(files, scanStatus('secrets', files, runs, findings, cover)),
    );
    return requireSources('findings', sources, finding);
  },
});

function judgeScan(files: RepositoryFiles, scan: ScanStatus): Finding {
  if (scan.reports.length === 0 && scan.written) {
    return unknown('a step scans for secrets, and no report says what it found: upload its SARIF');
  }
  const found = secretsIn(scan);
  const level = levelOf(scan, found.undeferred);
  const word = scan.blocking ? 'blocking' : 'informative';
  const deferred = found.all - found.undeferred;
  return leveled({
    level,
    measured:
      scan.reports.length === 0
        ? 'no scan'
        : `${word} scan: ${plural(found.all, 'secret')}${deferred > 0 ? ` (${deferred} deferred)` : ''}`,
    proof: scanProof(scan, files),
    flaws: level === 5 ? [] : [flawOf(scan, level)],
    deferrals: found.deferrals,
    undeferred: levelOf(scan, found.all),
  });
}

/** Counts secrets of every severity, whatever severity the tool gives them. */
function secretsIn({ reports, critical, high }: ScanStatus) {
  const all = reports
    .flatMap(({ report }) => Object.values(report.counts))
    .reduce((sum, count) => sum + count, 0);
  const excused = critical.total + high.total - critical.undeferred - high.undeferred;
  return {
    all,
    undeferred: all - excused,
    deferrals: [...critical.deferrals, ...high.deferrals],
  };
}

function levelOf(scan: ScanStatus, open: number): Level {
  if (scan.reports.length === 0 || open > 0) return 0;
  if (scan.critical.total + scan.high.total > 0) return 3;
  return scan.blocking ? 5 : 4;
}

function flawOf(scan: ScanStatus, level: Level): Flaw {
  const severity = severityOf(level);
  const named = scan.reports.find(({ report }) => report.findings.length > 0);
  const first = named?.report.findings[0];
  const source = (named ?? scan.reports[0])?.source;
  const at = source === undefined ? {} : { source };
  if (scan.reports.length === 0) {
    return { key: 'no-scan', severity, observation: 'No step scans for secrets.', ...at };
  }
  if (level === 4) {
    const observation = 'The scan cannot fail a run: no scanning step without a mute has run.';
    return { key: 'informative', severity, observation, ...at };
  }
  const where = first === undefined ? '' : ` (${first.id} in ${first.subject})`;
  const word = level === 3 ? 'deferred' : 'without a live deferral';
  return { key: 'secret', severity, observation: `A secret is ${word}${where}.`, ...at };
}
