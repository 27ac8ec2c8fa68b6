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
import { cyclonedx } from './findings/cyclonedx.ts';
import { gitleaks } from './findings/gitleaks.ts';
import { grype } from './findings/grype.ts';
import { npmAudit } from './findings/npm-audit.ts';
import { osvScanner } from './findings/osv-scanner.ts';
import { pipAudit } from './findings/pip-audit.ts';
import { sarif } from './findings/sarif.ts';
import { spdx } from './findings/spdx.ts';
import { trivy } from './findings/trivy.ts';
import { yarnAudit } from './findings/yarn-audit.ts';
import type { ReportFormat } from './reading/format.ts';
import { ctrf } from './tests/ctrf.ts';
import { cucumberJson } from './tests/cucumber-json.ts';
import { dartJson } from './tests/dart-json.ts';
import { goTestJson } from './tests/go-test-json.ts';
import { jestJson } from './tests/jest-json.ts';
import { junit } from './tests/junit.ts';
import { mochaJson } from './tests/mocha-json.ts';
import { nunit } from './tests/nunit.ts';
import { playwrightJson } from './tests/playwright-json.ts';
import { pytestJson } from './tests/pytest-json.ts';
import { rspecJson } from './tests/rspec-json.ts';
import { tap } from './tests/tap.ts';
import { trx } from './tests/trx.ts';
import { xunitNet } from './tests/xunit-net.ts';

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
