import { expect, it } from '@jest/globals';
import { playwrightJson } from '../../../src/report-formats/test-results/playwright-json.ts';
import { fixture, namedOf, notesOf, readText, testsOf, whyOf } from '../reading.ts';

const document = fixture('playwright-json', 'playwright.json');

it('reads what Playwright wrote: projects, retries, an expected failure, a timeout', () => {
  const read = readText(playwrightJson, document);
  expect([testsOf(read), namedOf(read), notesOf(read)]).toEqual([
    [4, 2, 0, 2, 1],
    [
      'flaky money.spec.js › [plain] › answers at the second try: Error: expect(received).toBe(expected) // Object.is equality',
      'skipped money.spec.js › [plain] › money › converts currencies: ',
      'skipped money.spec.js › [plain] › money › formats: ',
      'failed money.spec.js › [plain] › money › rounds half up: Error: expect(received).toBe(expected) // Object.is equality',
      'failed money.spec.js › [plain] › takes too long: Test timeout of 500ms exceeded.',
    ],
    [],
  ]);
});

it("decides by the attempts, not by the test's own status", () => {
  const test = (results: readonly string[]) => ({
    expectedStatus: 'passed',
    status: 'expected',
    results: results.map((status) => ({ status })),
  });
  const specs = [
    { title: 'a', tests: [test(['failed'])] },
    { title: 'b', tests: [test(['interrupted'])] },
    { title: 'c', tests: [test(['failed', 'passed'])] },
    { title: 'd', tests: [test([])] },
  ];
  const text = JSON.stringify({
    config: { projects: [] },
    suites: [{ title: 'x', file: 'x.js', specs }],
  });
  expect(testsOf(readText(playwrightJson, text))).toEqual([1, 1, 1, 1, 1]);
});

it('counts an error outside of tests as errored', () => {
  const text = JSON.stringify({
    config: { projects: [] },
    suites: [],
    errors: [{ message: 'no tests found' }],
  });
  expect(testsOf(readText(playwrightJson, text))).toEqual([0, 0, 1, 0, 0]);
});

it('refuses suites nested too deep', () => {
  const deep = `${'{"suites":['.repeat(5000)}${']}'.repeat(5000)}`;
  expect(whyOf(readText(playwrightJson, deep))).toBe('Suites are nested more than 200 deep.');
});

it('is empty without tests, and unreadable when cut off', () => {
  const texts = ['{"config":{"projects":[]},"suites":[],"errors":[]}', document.slice(0, -3)];
  expect(texts.map((text) => readText(playwrightJson, text).state)).toEqual([
    'empty',
    'unreadable',
  ]);
});

it('is recognized by its configuration and suites', () => {
  const heads = [document, '{"config":{},"suites":[]}'];
  expect(heads.map((head) => playwrightJson.recognize(head, ''))).toEqual([true, false]);
});
