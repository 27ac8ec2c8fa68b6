describe('money', () => {
  it('adds', () => expect(2 + 3).toBe(5));
  it('adds', () => expect(3 + 3).toBe(6));
  it.each([1, 2])('doubles %i', (n) => expect(n * 2).toBe(n + n));
  it('rounds half up', () => expect(Math.round(2.4)).toBe(3));
  it.skip('converts currencies', () => {});
  it.todo('formats');
});

let attempts = 0;
describe('network', () => {
  jest.retryTimes(2);
  it('answers at the second try', () => {
    attempts += 1;
    expect(attempts).toBe(2);
  });
});
