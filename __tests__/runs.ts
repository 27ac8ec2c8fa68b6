/** Set by `npm run test:long`. */
const LONG = process.env['LONG_TESTS'] === '1';

/**
 * Returns how often a property runs, how large a world is, or which cases of a table are tried. The
 * long value finds rare cases; the short one keeps `npm test` quick.
 */
export const runs = <T>(short: T, long: T): T => (LONG ? long : short);

/** Makes the default run the same for everybody: what only chance finds must not fail another's change. */
const SEED = 20_261_129;

/** Returns how often a property runs; fast-check prints the seed of a failure. The long run draws its seeds. */
export const propertyOptions = (short: number, long: number) =>
  LONG ? { numRuns: long } : { numRuns: short, seed: SEED };
