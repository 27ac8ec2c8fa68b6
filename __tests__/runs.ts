/** Set by `npm run test:long`. */
const LONG = process.env['LONG_TESTS'] === '1';

/**
 * Returns how often a property runs, how large a world is, or which cases of a table are tried. The
 * long value finds rare cases; the short one keeps `npm test` quick.
 */
export const runs = <T>(short: T, long: T): T => (LONG ? long : short);
