import { deferralCover } from '../analysis/deferrals.ts';
import { defineRule } from '../analysis/runner.ts';
import { judgeScans, SCAN_STATES, type ScanRule } from '../analysis/scan-status.ts';
import { plural } from '../lib/format.ts';

const SECRETS: ScanRule = {
  kind: 'secrets',
  looksFor: 'secrets',
  // github.com/gitleaks/gitleaks, read 2026-11-29.
  command: () => 'gitleaks git --report-format=sarif --report-path=gitleaks.sarif',
  // A leaked secret is leaked, whatever severity the tool gives it.
  stateOf: () => 'critical',
  describe: (counts) =>
    plural(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      'secret',
    ),
};

export const secretScan = defineRule({
  id: 'secret-scan',
  title: 'Secret scan',
  controls: ['OSPS-BR-07.01'],
  needs: ['runs', 'files'],
  uses: ['findings', 'registry'],
  settles: ['runs', 'files', 'findings'],
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
  table: {
    states: SCAN_STATES,
    level(count) {
      if (count('no-scan', 'critical', 'high') > 0) return 0;
      if (count('deferred') > 0) return 3;
      return count('blocking') > 0 ? 5 : 4;
    },
  },
  judge(evidence, { milestone }, gaps) {
    const cover = deferralCover(evidence.registry, milestone);
    return judgeScans(SECRETS, evidence, cover, gaps);
  },
});
