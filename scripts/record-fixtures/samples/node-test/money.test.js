const assert = require('node:assert');
const { describe, it, test } = require('node:test');

describe('money', () => {
  it('adds', () => assert.equal(2 + 3, 5));
  it('rounds half up', () => assert.equal(Math.round(2.4), 3));
  it('converts # currencies', { skip: 'no rates' }, () => {});
  it('formats', { todo: true }, () => assert.fail('not written'));
});

test('stands alone', () => {});
test('has steps', async (t) => {
  await t.test('first', () => {});
  await t.test('second', () => {});
});
