const test = require('tape');

test('adds', (t) => {
  t.equal(2 + 2, 4, 'two and two');
  t.end();
});
test('shares', (t) => {
  t.equal(10 / 4, 2, 'among four');
  t.end();
});
test('waits', { skip: true }, (t) => t.end());
test('pays interest', { todo: true }, (t) => {
  t.equal(1, 2, 'of one percent');
  t.end();
});
test('counts', (t) => {
  t.equal(3, 3, 'to three');
  t.skip('the till is closed');
  t.end();
});
