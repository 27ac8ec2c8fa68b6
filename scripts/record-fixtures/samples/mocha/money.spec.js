const assert = require('node:assert');

describe('money', () => {
  it('adds', () => assert.equal(2 + 3, 5));
  it('rounds half up', () => assert.equal(Math.round(2.4), 3));
  it.skip('converts currencies', () => {});
  it('formats');
});

describe('network', () => {
  let attempts = 0;
  it('answers at the second try', function () {
    this.retries(2);
    attempts += 1;
    assert.equal(attempts, 2);
  });
});

describe('database', () => {
  before('connects', () => {
    throw new Error('no database here');
  });
  it('stores', () => {});
});
