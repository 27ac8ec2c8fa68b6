import { bandit } from './bandit.ts';
import { benchmarkJson } from './benchmark-json.ts';
import { clover } from './clover.ts';
import { cobertura } from './cobertura.ts';
import { coveragePy } from './coverage-py.ts';
import { ctrf } from './ctrf.ts';
import { cucumberJson } from './cucumber-json.ts';
import { cyclonedx } from './cyclonedx.ts';
import { dartJson } from './dart-json.ts';
import type { ReportFormat } from './format.ts';
import { gitleaks } from './gitleaks.ts';
import { goCover } from './go-cover.ts';
import { goTestJson } from './go-test-json.ts';
import { grype } from './grype.ts';
import { istanbul, istanbulSummary } from './istanbul.ts';
import { jacoco } from './jacoco.ts';
import { jestJson } from './jest-json.ts';
import { junit } from './junit.ts';
import { lcov } from './lcov.ts';
import { mochaJson } from './mocha-json.ts';
import { npmAudit } from './npm-audit.ts';
import { nunit } from './nunit.ts';
import { opencover } from './opencover.ts';
import { osvScanner } from './osv-scanner.ts';
import { pipAudit } from './pip-audit.ts';
import { playwrightJson } from './playwright-json.ts';
import { pytestJson } from './pytest-json.ts';
import { rspecJson } from './rspec-json.ts';
import { sarif } from './sarif.ts';
import { simplecov } from './simplecov.ts';
import { sonarCoverage } from './sonar-coverage.ts';
import { spdx } from './spdx.ts';
import { tap } from './tap.ts';
import { trivy } from './trivy.ts';
import { trx } from './trx.ts';
import { xunitNet } from './xunit-net.ts';
import { yarnAudit } from './yarn-audit.ts';

/**
 * Every report format, in the order they are asked; the first that recognises the content reads it.
 * Formats recognised by a signature come first, those that need the path's hint last.
 */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  junit,
  cobertura,
  nunit,
  xunitNet,
  trx,
  jacoco,
  clover,
  opencover,
  sonarCoverage,
  jestJson,
  ctrf,
  playwrightJson,
  mochaJson,
  pytestJson,
  goTestJson,
  dartJson,
  rspecJson,
  cucumberJson,
  tap,
  lcov,
  istanbul,
  istanbulSummary,
  coveragePy,
  simplecov,
  sarif,
  npmAudit,
  yarnAudit,
  bandit,
  pipAudit,
  trivy,
  grype,
  osvScanner,
  cyclonedx,
  spdx,
  benchmarkJson,
  goCover,
  gitleaks,
];
