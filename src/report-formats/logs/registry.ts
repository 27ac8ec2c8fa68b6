import { cargoTest } from './cargo-test.ts';
import { coveragePy } from './coverage-py.ts';
import { dotnetTest } from './dotnet-test.ts';
import { goTest } from './go-test.ts';
import { gradle } from './gradle.ts';
import { istanbul } from './istanbul.ts';
import { jest } from './jest.ts';
import { junitConsole } from './junit-console.ts';
import type { LogRecogniser } from './log-reading.ts';
import { maven } from './maven.ts';
import { mocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import { phpunit } from './phpunit.ts';
import { playwright } from './playwright.ts';
import { pytest } from './pytest.ts';
import { rspec } from './rspec.ts';
import { unittest } from './unittest.ts';
import { vitest } from './vitest.ts';

/** Every tool whose totals are known; each sees every line. */
export const LOG_RECOGNISERS: readonly LogRecogniser[] = [
  cargoTest,
  coveragePy,
  dotnetTest,
  goTest,
  gradle,
  istanbul,
  jest,
  junitConsole,
  maven,
  mocha,
  nodeTest,
  phpunit,
  playwright,
  pytest,
  rspec,
  unittest,
  vitest,
];
