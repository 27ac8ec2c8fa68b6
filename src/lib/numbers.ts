/**
 * A score in whole tenths: 47 is 4.7. Rounding is exact, so that a reader who computes the printed
 * formula by hand gets the printed number.
 */
export type Tenths = number;

/** Returns the mean of levels (0 to 5), rounded half up to a tenth; `null` for none. */
export function meanTenths(levels: readonly number[]): Tenths | null {
  if (levels.length === 0) return null;
  const sum = levels.reduce((total, level) => total + level, 0);
  return Math.floor((20 * sum + levels.length) / (2 * levels.length));
}

export interface Weighed {
  readonly weight: number;
  readonly tenths: Tenths;
}

/** Returns Σ weight × score / Σ weight, rounded half up to a tenth; `null` when all weights are 0. */
export function weightedTenths(parts: readonly Weighed[]): Tenths | null {
  const scale = Math.max(0, ...parts.map((part) => decimals(part.weight)));
  const weights = parts.map((part) => scaled(part.weight, scale));
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return null;
  const sum = parts.reduce(
    (all, part, index) => all + (weights[index] ?? 0n) * BigInt(part.tenths),
    0n,
  );
  return Number((2n * sum + total) / (2n * total));
}

/** Returns 4.7 for 47. */
export function toScore(tenths: Tenths | null): number | null {
  return tenths === null ? null : tenths / 10;
}

/** Returns `4.7` for 47, `5.0` for 50. */
export function printTenths(tenths: Tenths): string {
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

/** Returns the sum of weights as text without trailing zeros: `1`, `0.95`. */
export function sumOfWeights(parts: readonly Weighed[]): string {
  const scale = Math.max(0, ...parts.map((part) => decimals(part.weight)));
  const sum = parts.reduce((all, part) => all + scaled(part.weight, scale), 0n);
  if (scale === 0) return String(sum);
  const digits = String(sum).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
}

/** Returns the decimal places of a weight as written. */
function decimals(weight: number): number {
  return plain(weight).split('.')[1]?.length ?? 0;
}

function scaled(weight: number, scale: number): bigint {
  const [whole = '0', fraction = ''] = plain(weight).split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function plain(weight: number): string {
  const text = String(weight);
  return text.includes('e') ? weight.toFixed(20).replace(/0+$/, '') : text;
}

/** A number as a fraction of integers, so that 79.995% is never taken for 80%. `per` is above 0. */
export interface ExactNumber {
  readonly of: bigint;
  readonly per: bigint;
}

export function exact(of: number, per = 1): ExactNumber {
  return { of: BigInt(of), per: BigInt(per) };
}

/** Parses decimal digits such as `79.5`, without a sign. */
export function exactFrom(digits: string): ExactNumber {
  const [whole = '', fraction = ''] = digits.split('.');
  return { of: BigInt(whole + fraction), per: 10n ** BigInt(fraction.length) };
}

/** Returns −1, 0, or 1 when the first is less, equal, or more. */
export function compareExact(a: ExactNumber, b: ExactNumber): -1 | 0 | 1 {
  const [left, right] = [a.of * b.per, b.of * a.per];
  return left < right ? -1 : left > right ? 1 : 0;
}
