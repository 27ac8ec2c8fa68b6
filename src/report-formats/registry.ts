import type { ReportFormat } from './base/format.ts';
import { benchmarkJson } from './benchmark-json.ts';
import { COVERAGE_FORMATS } from './coverage/registry.ts';
import { FINDINGS_FORMATS } from './findings/registry.ts';
import { cyclonedx } from './sbom/cyclonedx.ts';
import { spdx } from './sbom/spdx.ts';
import { TEST_FORMATS } from './test-results/registry.ts';

/** Every report format in the order they are tried: the first that recognizes the content reads it. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  ...TEST_FORMATS,
  ...COVERAGE_FORMATS,
  ...FINDINGS_FORMATS,
  cyclonedx,
  spdx,
  benchmarkJson,
];
