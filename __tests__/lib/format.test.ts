import { expect, it } from '@jest/globals';
import { grouped, printBytes, quantity } from '../../src/lib/format.ts';

it('thousands stand apart', () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
});

it('one is one and all else is many', () => {
  expect([quantity(0, 'run'), quantity(1, 'run'), quantity(2, 'entry', 'entries')]).toEqual([
    '0 runs',
    '1 run',
    '2 entries',
  ]);
});

it('bytes have a unit', () => {
  expect([1023, 1024, 1_572_864].map(printBytes)).toEqual(['1023 B', '1.0 KiB', '1.5 MiB']);
});
