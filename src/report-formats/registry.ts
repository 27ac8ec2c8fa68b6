import type { ReportFormat } from './base/format.ts';
import { benchmarkJson } from './benchmark-json.ts';
import { clover } from './coverage/clover.ts';
import { cobertura } from './coverage/cobertura.ts';
import { coveragePy } from './coverage/coverage-py.ts';
import { goCover } from './coverage/go-cover.ts';
import { istanbul, istanbulSummary } from './coverage/istanbul.ts';
import { jacoco } from './coverage/jacoco.ts';
import { lcov } from './coverage/lcov.ts';
import { opencover } from './coverage/opencover.ts';
import { simplecov } from './coverage/simplecov.ts';
import { sonarCoverage } from './coverage/sonar-coverage.ts';
import { bandit } from './findings/bandit.ts';
import { gitleaks } from './findings/gitleaks.ts';
import { grype } from './findings/grype.ts';
import { npmAudit } from './findings/npm-audit.ts';
import { osvScanner } from './findings/osv-scanner.ts';
import { pipAudit } from './findings/pip-audit.ts';
import { sarif } from './findings/sarif.ts';
import { trivy } from './findings/trivy.ts';
import { yarnAudit } from './findings/yarn-audit.ts';
import { cyclonedx } from './sbom/cyclonedx.ts';
import { spdx } from './sbom/spdx.ts';
import { ctrf } from './test-results/ctrf.ts';
import { cucumberJson } from './test-results/cucumber-json.ts';
import { dartJson } from './test-results/dart-json.ts';
import { goTestJson } from './test-results/go-test-json.ts';
import { jestJson } from './test-results/jest-json.ts';
import { junit } from './test-results/junit.ts';
import { mochaJson } from './test-results/mocha-json.ts';
import { nunit } from './test-results/nunit.ts';
import { playwrightJson } from './test-results/playwright-json.ts';
import { pytestJson } from './test-results/pytest-json.ts';
import { rspecJson } from './test-results/rspec-json.ts';
import { tap } from './test-results/tap.ts';
import { trx } from './test-results/trx.ts';
import { xunitNet } from './test-results/xunit-net.ts';

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
