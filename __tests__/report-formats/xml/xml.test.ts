import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlReader } from '../../../src/report-formats/xml/xml-reader.ts';
import { propertyOptions } from '../../runs.ts';

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
  '\u001b[31m',
  '&#27;',
  '&#x1b;',
  '&#55357;&#56832;',
  '\ufffe',
  '\ufeff',
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
  .map((parts) => parts.join(''))
  // Text of several pieces can form `]]>`, which XML allows only as the end of CDATA.
  .filter((xml) => !xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').includes(']]>'));

/** The same behind the bytes in which an encoding can be declared, which are decoded at once. */
const late = document.map((xml) =>
  xml.replace(/^(?:<\?xml[^>]*>)?/, (declaration) => `${declaration}<!--${' '.repeat(1020)}-->`),
);

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

const size = fc.constantFrom(1, 2, 3, 7, 61);

/** Returns the elements and texts of a document, or why it is unreadable. */
function eventsOf(bytes: Uint8Array, piece = bytes.length || 1): readonly string[] | string {
  const events: string[] = [];
  const reader = new XmlReader({
    open: (tag, { get }) => events.push(`<${tag} ${JSON.stringify([get('a'), get('name')])}`),
    close: (tag) => events.push(`</${tag}`),
    text: (content) => events.push(content),
    wantsText: () => true,
  });
  for (let at = 0; at < bytes.length; at += piece) reader.write(bytes.subarray(at, at + piece));
  return reader.end() ?? events;
}

function events(xml: string): readonly string[] | string {
  return eventsOf(Buffer.from(xml));
}

it('any split of a well-formed document gives the same elements and texts', () => {
  fc.assert(
    fc.property(fc.oneof(document, late), size, (xml, piece) => {
      expect(eventsOf(Buffer.from(xml), piece)).toEqual(events(xml));
    }),
    propertyOptions(300, 5000),
  );
});

it('any split of a broken document gives the same error', () => {
  fc.assert(
    fc.property(mutant, size, (xml, piece) => {
      expect(eventsOf(Buffer.from(xml), piece)).toEqual(events(xml));
    }),
    propertyOptions(1000, 30000),
  );
});

it('any split of a document with invalid bytes gives the same elements and texts', () => {
  const dirty = fc.tuple(document, fc.nat(), fc.integer({ min: 0x80, max: 0xff }));
  fc.assert(
    fc.property(dirty, size, ([xml, at, byte], piece) => {
      const bytes = Buffer.from(xml);
      bytes[at % bytes.length] = byte;
      expect(eventsOf(bytes, piece)).toEqual(eventsOf(bytes));
    }),
    propertyOptions(300, 5000),
  );
});

it('replaces a character that a piece of ASCII cuts off, in its place', () => {
  const start = Buffer.from(`<a>${'x'.repeat(1020)}\xe6`, 'latin1');
  const bytes = Buffer.concat([start, Buffer.from('y</a>')]);
  expect([...eventsOf(bytes, start.length)].join('')).toContain('x\ufffdy');
});

it('keeps a character that XML forbids behind an open reference at the end', () => {
  expect(events('<a ><![CDATA[<&]]>\ufffe</a >')).toEqual([
    '<a [null,null]',
    '<&',
    '\ufffe',
    '</a',
  ]);
});

it('every generated document is well-formed', () => {
  fc.assert(
    fc.property(document, (xml) => {
      expect(events(xml)).toBeInstanceOf(Array);
    }),
    propertyOptions(200, 5000),
  );
});

it('a document cut off at any byte is unreadable', () => {
  const whole = Buffer.from(
    '<?xml version="1.0"?><a b="é"><!-- c --><b>x<![CDATA[y]]>&amp;</b></a>',
  );
  const cut = Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length));
  expect(cut.filter((bytes) => typeof eventsOf(bytes, 5) !== 'string')).toEqual([]);
});

it.each([
  ['raw escape bytes', '<a name="\u001b[31m">\u001b[0m</a>', ['\u001b[31m', '\u001b[0m']],
  ['references to escape bytes', '<a name="&#27;[31m">&#x1B;</a>', ['\u001b[31m', '\u001b']],
  ['NUL and U+FFFE', '<a name="\0">\ufffe</a>', ['\0', '\ufffe']],
  ['a surrogate pair as two references', '<a name="&#55357;&#56832;">x</a>', ['😀', 'x']],
  ['an escaped reference', '<a name="\u001b&amp;#27;">x</a>', ['\u001b&#27;', 'x']],
  [
    'a reference in CDATA',
    '<a name="\u001b"><![CDATA[&#27;&#x1b;]]></a>',
    ['\u001b', '&#27;&#27;'],
  ],
])('%s stay what they are', (_, xml, [name = '', text = '']) => {
  expect(events(xml)).toEqual([`<a ${JSON.stringify([null, name])}`, text, '</a']);
});

it('an empty line before the XML declaration is ignored', () => {
  expect(events('\ufeff\r\n <?xml version="1.0"?><a/>')).toEqual(['<a [null,null]', '</a']);
});

it.each([
  ['<a><b></a>', 'The XML is not well-formed at line 1, column 10: unexpected close tag.'],
  [
    '<a>\n<b c=d/></a>',
    'The XML is not well-formed at line 2, column 6: unquoted attribute value.',
  ],
  ['<a b="" b=""/>', 'The XML is not well-formed at line 1, column 14: duplicate attribute: b.'],
  [
    '<a/><a/>',
    'The XML is not well-formed at line 1, column 7: documents may contain only one root.',
  ],
  [
    '<a>&#x110000;</a>',
    'The XML is not well-formed at line 1, column 13: malformed character entity.',
  ],
  ['<x:a><y:b>', 'The XML ends inside <b>: the file was cut off.'],
  ['<a', 'The XML has no element in it.'],
  ['<a ', 'The XML ends inside a tag or comment: the file was cut off.'],
  ['<a/><!-- ', 'The XML ends inside a tag or comment: the file was cut off.'],
  ['<!-- -->', 'The XML has no element in it.'],
])('%j says: %s', (xml, why) => {
  expect(events(xml)).toBe(why);
});

it('an error quotes a limited part of a long name', () => {
  expect(events(`<${'n'.repeat(10_000)}>`)).toBe(
    `The XML ends inside <${'n'.repeat(199)}…>: the file was cut off.`,
  );
});

it.each([
  ['a comment', '<!-- ', ' -->'],
  ['a CDATA section', '<b><![CDATA[', ']]></b>'],
  ['an instruction', '<?pi ', '?>'],
  ['a text', '<b>', '</b>'],
])('%s of 4 MB keeps what follows it readable', (_, begin, end) => {
  const long = `<a>${begin}${'x'.repeat(4_000_000)}${end}<c a="1"/></a>`;
  const read = events(long);
  const longest = Math.max(...Array.from(read, ({ length }) => length));
  expect([read.slice(-3), longest < 80_000]).toEqual([['<c ["1",null]', '</c', '</a'], true]);
});

it.each([
  ['element', '<'],
  ['closing tag', '<a></'],
  ['attribute', '<a '],
  ['instruction', '<?'],
  ['entity', '<a>&'],
])('a name of an %s that does not end is refused at 8 MiB', (_, begin) => {
  expect(events(begin + 'n'.repeat(9 * 1024 * 1024))).toBe(
    'The XML has a tag or attribute longer than 8 MiB, which is more than is read.',
  );
});
