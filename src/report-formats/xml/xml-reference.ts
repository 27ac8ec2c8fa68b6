const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const NUMBER = /^&#(?:x([0-9A-Fa-f]+)|([0-9]+));$/;
const LAST_CHARACTER = 0x10ffff;

const AMPERSAND = 0x26;
const A = 97;
const G = 103;
const L = 108;
const M = 109;
const Q = 113;

/** The character of the named reference whose `&` stands at `at`; 0 where it is a number's. */
export function namedCharacter(text: string, at: number): number {
  switch (text.charCodeAt(at + 1)) {
    case L:
      return 0x3c;
    case G:
      return 0x3e;
    case Q:
      return 0x22;
    case A:
      return text.charCodeAt(at + 2) === M ? AMPERSAND : 0x27;
    default:
      return 0;
  }
}

/** How long the name of the reference to one of these five is. */
export function nameLength(character: number): number {
  return character === AMPERSAND ? 3 : character > AMPERSAND && character !== 0x27 ? 2 : 4;
}

/** Every reference was checked before; one that stands for nothing stays as written. */
export function resolve(text: string): string {
  let from = text.indexOf('&');
  if (from < 0) {
    return text;
  }
  let out = text.slice(0, from);
  while (from >= 0) {
    const end = text.indexOf(';', from);
    const next = text.indexOf('&', from + 1);
    out += resolved(text.slice(from + 1, end));
    out += text.slice(end + 1, next < 0 ? text.length : next);
    from = next;
  }
  return out;
}

function resolved(name: string): string {
  const entity = ENTITIES.get(name);
  if (entity !== undefined) {
    return entity;
  }
  const hex = name.startsWith('#x');
  const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
  // By UTF-16 unit below 0x10000, so that surrogates written one by one, as some tools do, pair up.
  return code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);
}

/**
 * The first reference in `text` between `from` and `to` that stands for nothing, as written; undefined
 * when all are good. References to control characters, which XML forbids and colour codes in
 * captured output need, are good here.
 */
export function badReference(text: string, from: number, to: number): string | undefined {
  for (let at = text.indexOf('&', from); at >= 0 && at < to; at = text.indexOf('&', at + 1)) {
    const end = text.indexOf(';', at);
    const whole =
      end < 0 || end >= to ? text.slice(at, Math.min(to, at + 20)) : text.slice(at, end + 1);
    if (!isReference(whole)) {
      return whole.slice(0, 40);
    }
  }
  return undefined;
}

function isReference(whole: string): boolean {
  if (!whole.startsWith('&#')) {
    return whole.endsWith(';') && ENTITIES.has(whole.slice(1, -1));
  }
  const match = NUMBER.exec(whole);
  if (match === null) {
    return false;
  }
  const code = match[1] === undefined ? Number(match[2] ?? 0) : Number.parseInt(match[1], 16);
  return code <= LAST_CHARACTER;
}
