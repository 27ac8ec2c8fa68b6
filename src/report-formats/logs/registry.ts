import { cargoTest } from './cargo-test.ts';
import { coveragePy, istanbul } from './coverage.ts';
import { dotnetTest } from './dotnet-test.ts';
import { goTest } from './go-test.ts';
import { gradle, junitConsole, maven } from './java.ts';
import { jest, mocha, nodeTest } from './javascript.ts';
import type { LogRecognizer } from './log-reading.ts';
import { bats, ctest, googletest, prove, tapLines } from './native.ts';
import { playwright } from './playwright.ts';
import { pytest, unittest } from './python.ts';
import { withRunLines } from './run-lines.ts';
import { phpunit, rspec } from './single-line.ts';
import { vitest } from './vitest.ts';

/** Every tool whose totals are recognized; each reads every line. */
export const LOG_RECOGNIZERS: readonly LogRecognizer[] = [
  bats,
  cargoTest,
  coveragePy,
  ctest,
  dotnetTest,
  goTest,
  googletest,
  gradle,
  istanbul,
  jest,
  junitConsole,
  maven,
  mocha,
  nodeTest,
  phpunit,
  playwright,
  prove,
  pytest,
  rspec,
  tapLines,
  unittest,
  vitest,
].map(withRunLines);
