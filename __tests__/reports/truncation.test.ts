import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { bandit } from '../../src/reports/bandit.ts';
import { benchmarkJson } from '../../src/reports/benchmark-json.ts';
import { coveragePy } from '../../src/reports/coverage-py.ts';
import { ctrf } from '../../src/reports/ctrf.ts';
import { cucumberJson } from '../../src/reports/cucumber-json.ts';
import { cyclonedx } from '../../src/reports/cyclonedx.ts';
import { dartJson } from '../../src/reports/dart-json.ts';
import type { ReadReport, ReportFormat } from '../../src/reports/format.ts';
import { gitleaks } from '../../src/reports/gitleaks.ts';
import { goCover } from '../../src/reports/go-cover.ts';
import { goTestJson } from '../../src/reports/go-test-json.ts';
import { grype } from '../../src/reports/grype.ts';
import { istanbul } from '../../src/reports/istanbul.ts';
import { jestJson } from '../../src/reports/jest-json.ts';
import { lcov } from '../../src/reports/lcov.ts';
import { mochaJson } from '../../src/reports/mocha-json.ts';
import { npmAudit } from '../../src/reports/npm-audit.ts';
import { osvScanner } from '../../src/reports/osv-scanner.ts';
import { pipAudit } from '../../src/reports/pip-audit.ts';
import { playwrightJson } from '../../src/reports/playwright-json.ts';
import { pytestJson } from '../../src/reports/pytest-json.ts';
import { rspecJson } from '../../src/reports/rspec-json.ts';
import { sarif } from '../../src/reports/sarif.ts';
import { simplecov } from '../../src/reports/simplecov.ts';
import { spdx } from '../../src/reports/spdx.ts';
import { tap } from '../../src/reports/tap.ts';
import { trivy } from '../../src/reports/trivy.ts';
import { yarnAudit } from '../../src/reports/yarn-audit.ts';
import { coverageOf, findingsOf, readBytes, testsOf } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reports');

/** Formats with an end of their own: a JSON document, a plan, a last event. */
const ENDED: readonly ReportFormat[] = [
  jestJson,
  ctrf,
  playwrightJson,
  mochaJson,
  pytestJson,
  rspecJson,
  cucumberJson,
  dartJson,
  tap,
  istanbul,
  coveragePy,
  simplecov,
  sarif,
  npmAudit,
  bandit,
  pipAudit,
  trivy,
  grype,
  osvScanner,
  gitleaks,
  cyclonedx,
  spdx,
  benchmarkJson,
];
/** Formats that may end behind any record: a cut there can't be told from a shorter report. */
const OPEN: readonly ReportFormat[] = [lcov, goCover, goTestJson, yarnAudit];
/** Cuts tried of one fixture; all of them where it is smaller. */
const MOST_CUTS = 3000;

function files(format: ReportFormat): Uint8Array[] {
  const folder = join(FIXTURES, format.name);
  return readdirSync(folder)
    .filter((name) => !name.endsWith('summary.json'))
    .map((name) => new Uint8Array(readFileSync(join(folder, name))));
}

/** State and numbers: a cut inside of the last name or of a closing comment loses nothing else. */
function numbers(read: ReadReport): string {
  return JSON.stringify([read.state, testsOf(read), coverageOf(read), findingsOf(read)]);
}

/** What each cut reads as, without those that read as the whole does. */
function cuts(format: ReportFormat): ReadReport[] {
  return files(format).flatMap((bytes) => {
    const whole = numbers(readBytes(format, bytes));
    const step = Math.max(1, Math.floor(bytes.length / MOST_CUTS));
    const reads: ReadReport[] = [];
    for (let length = 0; length < bytes.length; length += step) {
      const read = readBytes(format, bytes.subarray(0, length), 65_536);
      if (numbers(read) !== whole) reads.push(read);
    }
    return reads;
  });
}

it.each(ENDED.map((format) => [format.name, format] as const))(
  '%s: cut anywhere it is unreadable, never a smaller success',
  (_name, format) => {
    expect(new Set(cuts(format).map(({ state }) => state))).toEqual(new Set(['unreadable']));
  },
);

it.each(OPEN.map((format) => [format.name, format] as const))(
  '%s: cut inside of a record it is unreadable',
  (_name, format) => {
    const reads = cuts(format);
    const present = reads.filter(({ state }) => state === 'present').length;
    expect([reads.length > 50, present < reads.length / 10]).toEqual([true, true]);
  },
);
