import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ReadReport, ReportFormat } from '../../src/report-formats/base/format.ts';
import { benchmarkJson } from '../../src/report-formats/benchmark-json.ts';
import { coveragePy } from '../../src/report-formats/coverage/coverage-py.ts';
import { goCover } from '../../src/report-formats/coverage/go-cover.ts';
import { istanbul } from '../../src/report-formats/coverage/istanbul.ts';
import { lcov } from '../../src/report-formats/coverage/lcov.ts';
import { simplecov } from '../../src/report-formats/coverage/simplecov.ts';
import { bandit } from '../../src/report-formats/findings/bandit.ts';
import { gitleaks } from '../../src/report-formats/findings/gitleaks.ts';
import { grype } from '../../src/report-formats/findings/grype.ts';
import { npmAudit } from '../../src/report-formats/findings/npm-audit.ts';
import { osvScanner } from '../../src/report-formats/findings/osv-scanner.ts';
import { pipAudit } from '../../src/report-formats/findings/pip-audit.ts';
import { sarif } from '../../src/report-formats/findings/sarif.ts';
import { trivy } from '../../src/report-formats/findings/trivy.ts';
import { yarnAudit } from '../../src/report-formats/findings/yarn-audit.ts';
import { cyclonedx } from '../../src/report-formats/sbom/cyclonedx.ts';
import { spdx } from '../../src/report-formats/sbom/spdx.ts';
import { ctrf } from '../../src/report-formats/test-results/ctrf.ts';
import { cucumberJson } from '../../src/report-formats/test-results/cucumber-json.ts';
import { dartJson } from '../../src/report-formats/test-results/dart-json.ts';
import { goTestJson } from '../../src/report-formats/test-results/go-test-json.ts';
import { jestJson } from '../../src/report-formats/test-results/jest-json.ts';
import { mochaJson } from '../../src/report-formats/test-results/mocha-json.ts';
import { playwrightJson } from '../../src/report-formats/test-results/playwright-json.ts';
import { pytestJson } from '../../src/report-formats/test-results/pytest-json.ts';
import { rspecJson } from '../../src/report-formats/test-results/rspec-json.ts';
import { tap } from '../../src/report-formats/test-results/tap.ts';
import { runs } from '../runs.ts';
import { coverageOf, findingsOf, namedOf, readBytes, testsOf } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reports');

/** Formats with an end of their own that are read as a whole. */
const ENDED: readonly ReportFormat[] = [
  jestJson,
  ctrf,
  playwrightJson,
  mochaJson,
  pytestJson,
  rspecJson,
  cucumberJson,
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
/** Cuts tried of one fixture, evenly spread; all of them where it is smaller. */
const MAX_CUTS = runs(150, 3000);

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
    const step = Math.max(1, Math.floor(bytes.length / MAX_CUTS));
    const reads: ReadReport[] = [];
    for (let length = 0; length < bytes.length; length += step) {
      const read = readBytes(format, bytes.subarray(0, length), 65_536);
      if (numbers(read) !== whole) reads.push(read);
    }
    return reads;
  });
}

it.each(ENDED.map((format) => [format.name, format] as const))(
  '%s, cut off anywhere, is unreadable and never a smaller success',
  (_name, format) => {
    expect(new Set(cuts(format).map(({ state }) => state))).toEqual(new Set(['unreadable']));
  },
);

/** Returns whether a cut is visible: the report is unreadable or has an error for it. */
function isMarked(read: ReadReport): boolean {
  return (
    read.state === 'unreadable' ||
    namedOf(read).some((named) => named.startsWith('errored run: cut off: '))
  );
}

it.each([dartJson, tap].map((format) => [format.name, format] as const))(
  '%s, cut off anywhere, is unreadable or has an error',
  (_name, format) => {
    expect(cuts(format).filter((read) => !isMarked(read))).toEqual([]);
  },
);

it.each(OPEN.map((format) => [format.name, format] as const))(
  '%s, cut off inside a record, is unreadable or has an error',
  (_name, format) => {
    const reads = cuts(format);
    const unmarked = reads.filter((read) => read.state === 'present' && !isMarked(read)).length;
    expect([reads.length > 50, unmarked < reads.length / 10]).toEqual([true, true]);
  },
);
