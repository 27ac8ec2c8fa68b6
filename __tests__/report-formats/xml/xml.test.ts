import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../runs.ts';
import { ourEvents, referenceEvents } from '../xml-events.ts';

const NAMES = ['a', 'testcase', 'é', 'x:y', 'b-1.2', 'system-out'];
const TEXTS = [
  '',
  ' ',
  'x',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '&lt;',
  '&#10;',
  '&#x1F600;',
  '&amp;lt;',
  'é',
  '漢',
  '😀',
  ']]',
  ']',
  '>',
  "'",
  '"',
  '&quot;',
  '&#233;',
];
const BROKEN = [
  '<',
  '&',
  ']]>',
  '--',
  '&nbsp;',
  '<!',
  '<![CDATA[',
  '?>',
  '</a>',
  '/',
  '=',
  '&#x110000;',
  '&#;',
  '<?',
  '<!--',
  '-->',
  '<a',
  '>',
  '<?xml version="1.0"?>',
  '&;',
  '<1>',
  '<é·/>',
  '&#x;',
];

/** References to characters XML forbids: colour codes in captured output, taken on purpose. */
const LENIENT =
  /&#0*(?:[0-8]|1[124-9]|2\d|3[01]|x0*(?:[0-8bcef]|1[0-9a-f]|f?ffe|ffff|d[89a-f]..));/i;

const name = fc.constantFrom(...NAMES);
const text = fc.array(fc.constantFrom(...TEXTS), { maxLength: 5 }).map((parts) => parts.join(''));
const quoted = fc
  .tuple(text, fc.constantFrom('"', "'"))
  .map(([value, quote]) => `${quote}${value.replaceAll(quote, '')}${quote}`);
const attributes = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'name', 'message', 'é'), { maxLength: 4 })
  .chain((names) =>
    fc
      .tuple(...names.map((key) => quoted.map((value) => ` ${key}=${value}`)))
      .map((all) => all.join('')),
  );

/** A well-formed fragment. */
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, fc.oneof({ maxDepth: 4 }, fc.constant(undefined), tie('content')))
    .map(([tag, all, inside]) =>
      inside === undefined ? `<${tag}${all}/>` : `<${tag}${all} >${inside}</${tag} >`,
    ),
  content: fc
    .array(
      fc.oneof(
        { maxDepth: 4 },
        text.map((each) => each.replaceAll(']]>', '')),
        text.map((each) => `<![CDATA[${each.replaceAll(']]>', '')}<&]]]]>`),
        text.map((each) => `<!-- ${each} <b> -->`),
        text.map((each) => `<?pi ${each}?>`),
        tie('element'),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join('')),
}));

const document = fc
  .tuple(
    fc.constantFrom('', '<?xml version="1.0"?>\n', "<?xml version='1.0' standalone='yes' ?>"),
    element,
    fc.constantFrom('', '\n', '<!-- end -->\n'),
  )
  .map((parts) => parts.join(''));

/** A document with bits of markup put into it, or cut out of it, anywhere. */
const mutant = fc
  .tuple(
    document,
    fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom('', ...BROKEN)), { maxLength: 3 }),
  )
  .map(([whole, edits]) =>
    edits.reduce((now, [at, length, put]) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + put + now.slice(from + length);
    }, whole),
  );

const size = fc.constantFrom(1, 2, 3, 7, 61, 100_000);

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

it('a well-formed document gives the same events as saxes, in pieces of any size', () => {
  fc.assert(
    fc.property(document, size, (text, pieces) => {
      const reference = referenceEvents(bytes(text));
      fc.pre(reference !== 'refused');
      expect(ourEvents(bytes(text), pieces)).toEqual(reference);
    }),
    { numRuns: runs(200, 5000) },
  );
});

it('a broken document is refused exactly where saxes refuses it', () => {
  fc.assert(
    fc.property(mutant, size, (text, pieces) => {
      fc.pre(!LENIENT.test(text));
      expect(ourEvents(bytes(text), pieces)).toEqual(referenceEvents(bytes(text)));
    }),
    { numRuns: runs(1500, 30000) },
  );
});

it('bytes that are no UTF-8 become the replacement character, as in the reference', () => {
  const dirty = fc.tuple(document, fc.nat(), fc.integer({ min: 0x80, max: 0xff }));
  fc.assert(
    fc.property(dirty, size, ([text, at, byte], pieces) => {
      const mutant = bytes(text);
      mutant[at % mutant.length] = byte;
      expect(ourEvents(mutant, pieces)).toEqual(referenceEvents(mutant));
    }),
    { numRuns: runs(200, 5000) },
  );
});

it('a document cut off at any byte is refused', () => {
  const whole = bytes('<?xml version="1.0"?><a b="é"><!-- c --><b>x<![CDATA[y]]>&amp;</b></a>');
  for (let length = 0; length < whole.length; length++) {
    expect(ourEvents(whole.subarray(0, length), 5)).toBe('refused');
  }
});
