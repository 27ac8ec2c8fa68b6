import type { ReportFormat } from '../base/format.ts';
import { bandit } from './bandit.ts';
import { gitleaks } from './gitleaks.ts';
import { grype } from './grype.ts';
import { npmAudit } from './npm-audit.ts';
import { osvScanner } from './osv-scanner.ts';
import { pipAudit } from './pip-audit.ts';
import { sarif } from './sarif.ts';
import { trivy } from './trivy.ts';
import { yarnAudit } from './yarn-audit.ts';

/** Formats of security findings in the order they are tried. */
export const FINDINGS_FORMATS: readonly ReportFormat[] = [
  sarif,
  npmAudit,
  yarnAudit,
  bandit,
  pipAudit,
  trivy,
  grype,
  osvScanner,
  gitleaks,
];
