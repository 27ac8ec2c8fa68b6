import { expect, it } from '@jest/globals';
import { cucumberJson } from '../../../src/report-formats/test-results/cucumber-json.ts';
import { fixture, namedOf, readText, testsOf } from '../reading.ts';

const document = fixture('cucumber-json', 'cucumber-js.json');

it('reads what cucumber-js wrote; undefined and pending steps fail, rows of an outline count', () => {
  const read = readText(cucumberJson, document);
  expect([testsOf(read), namedOf(read)]).toEqual([
    [3, 3, 0, 0, 0],
    [
      'failed features/money.feature › Money › Converts: When I convert it: undefined',
      'failed features/money.feature › Money › Formats: When I format it: pending',
      'failed features/money.feature › Money › Rounds: AssertionError [ERR_ASSERTION]: 2 == 3',
    ],
  ]);
});

it('counts the steps of a background with the next scenario', () => {
  const step = (status: string) => ({ keyword: 'Given ', name: 'a purse', result: { status } });
  const elements = [
    { type: 'background', keyword: 'Background', steps: [step('failed')] },
    { type: 'scenario', keyword: 'Scenario', name: 'A', steps: [step('skipped')] },
    {
      type: 'scenario',
      keyword: 'Scenario',
      name: 'B',
      steps: [step('passed')],
      after: [{ result: { status: 'failed' } }],
    },
    { type: 'scenario', keyword: 'Scenario', name: 'C', steps: [{ name: 'never reached' }] },
    { type: 'scenario', keyword: 'Scenario', name: 'D', steps: [] },
    { type: 'scenario', keyword: 'Scenario', name: 'E', steps: [step('odd')] },
  ];
  const text = JSON.stringify([{ keyword: 'Feature', uri: 'a.feature', elements }]);
  expect(testsOf(readText(cucumberJson, text))).toEqual([0, 2, 1, 2, 0]);
});

it('is empty without scenarios, and unreadable when cut off', () => {
  const texts = ['[{"keyword":"Feature","uri":"a.feature","elements":[]}]', document.slice(0, -2)];
  expect(texts.map((text) => readText(cucumberJson, text).state)).toEqual(['empty', 'unreadable']);
});

it('is recognized by its features', () => {
  expect(
    [document, '[{"name":"a"}]', '{}'].map((head) => cucumberJson.recognize(head, '')),
  ).toEqual([true, false, false]);
});
