/** A number as a fraction of whole ones, so that 79.995 % is never taken for 80 %. `per` is above 0. */
export interface ExactNumber {
  readonly of: bigint;
  readonly per: bigint;
}

export function exact(of: number, per = 1): ExactNumber {
  return { of: BigInt(of), per: BigInt(per) };
}

/** Reads decimal digits such as `79.5`, without a sign. */
export function exactFrom(digits: string): ExactNumber {
  const [whole = '', fraction = ''] = digits.split('.');
  return { of: BigInt(whole + fraction), per: 10n ** BigInt(fraction.length) };
}

/** Negative, zero or positive, as the first is less, the same or more. */
export function compareExact(a: ExactNumber, b: ExactNumber): -1 | 0 | 1 {
  const [left, right] = [a.of * b.per, b.of * a.per];
  return left < right ? -1 : left > right ? 1 : 0;
}
