/** Set by `npm run test:long`. */
const LONG = process.env['LONG_TESTS'] === '1';

/**
 * Returns how often a property runs, or how large a world is. The long value finds rare cases; the
 * short one keeps `npm test` quick.
 */
export const runs = (short: number, long: number): number => (LONG ? long : short);
