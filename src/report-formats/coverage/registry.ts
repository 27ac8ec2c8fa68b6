import type { ReportFormat } from '../base/format.ts';
import { clover } from './clover.ts';
import { cobertura } from './cobertura.ts';
import { coveragePy } from './coverage-py.ts';
import { goCover } from './go-cover.ts';
import { istanbul, istanbulSummary } from './istanbul.ts';
import { jacoco } from './jacoco.ts';
import { lcov } from './lcov.ts';
import { opencover } from './opencover.ts';
import { simplecov } from './simplecov.ts';
import { sonarCoverage } from './sonar-coverage.ts';

/** Coverage formats in the order they are tried. */
export const COVERAGE_FORMATS: readonly ReportFormat[] = [
  cobertura,
  jacoco,
  clover,
  opencover,
  sonarCoverage,
  lcov,
  istanbul,
  istanbulSummary,
  coveragePy,
  simplecov,
  goCover,
];
