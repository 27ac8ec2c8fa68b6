import { cobertura } from './cobertura.ts';
import { ctrf } from './ctrf.ts';
import { cucumberJson } from './cucumber-json.ts';
import { dartJson } from './dart-json.ts';
import type { ReportFormat } from './format.ts';
import { goTestJson } from './go-test-json.ts';
import { jestJson } from './jest-json.ts';
import { junit } from './junit.ts';
import { lcov } from './lcov.ts';
import { mochaJson } from './mocha-json.ts';
import { playwrightJson } from './playwright-json.ts';
import { pytestJson } from './pytest-json.ts';
import { rspecJson } from './rspec-json.ts';
import { tap } from './tap.ts';

/**
 * Every report format, in the order they are asked; the first that recognises the content reads it.
 * Formats recognised by a signature come first, those that need the path's hint last.
 */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  junit,
  cobertura,
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
];
