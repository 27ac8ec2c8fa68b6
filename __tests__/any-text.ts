import fc from 'fast-check';

/**
 * Strings of any code points, halves of surrogate pairs included. fast-check's own strings of this
 * kind first tokenize a list of known troublemakers, which costs more than most properties do.
 */
export const anyText = (maxLength?: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 0x10_ffff }), maxLength === undefined ? {} : { maxLength })
    .map((points) => String.fromCodePoint(...points));
