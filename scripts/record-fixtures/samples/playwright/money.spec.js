const { expect, test } = require('@playwright/test');

test.describe('money', () => {
  test('adds', () => expect(2 + 3).toBe(5));
  test('rounds half up', () => expect(Math.round(2.4)).toBe(3));
  test.skip('converts currencies', () => {});
  test.fixme('formats', () => {});
  test('is known to be wrong', () => {
    test.fail();
    expect(1).toBe(2);
  });
});

test('answers at the second try', ({}, info) => expect(info.retry).toBe(1));
test('takes too long', () => new Promise(() => {}));
