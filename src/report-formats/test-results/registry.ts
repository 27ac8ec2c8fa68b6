import type { ReportFormat } from '../base/format.ts';
import { ctrf } from './ctrf.ts';
import { cucumberJson } from './cucumber-json.ts';
import { dartJson } from './dart-json.ts';
import { goTestJson } from './go-test-json.ts';
import { jestJson } from './jest-json.ts';
import { junit } from './junit.ts';
import { mochaJson } from './mocha-json.ts';
import { nunit } from './nunit.ts';
import { playwrightJson } from './playwright-json.ts';
import { pytestJson } from './pytest-json.ts';
import { rspecJson } from './rspec-json.ts';
import { tap } from './tap.ts';
import { trx } from './trx.ts';
import { xunitNet } from './xunit-net.ts';

/** Test result formats in the order they are tried. */
export const TEST_FORMATS: readonly ReportFormat[] = [
  junit,
  nunit,
  xunitNet,
  trx,
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
];
