import rows from '../tables/secret-tokens.yaml';
import { SEPARATOR, type SecretPattern } from './secret-pattern.ts';

/**
 * Returns how often the class of character changes, per pair of neighbors. A capital and the letter
 * after it are no change, so words joined by capitals stay below 0.3.
 */
function changeRate(value: string): number {
  let changes = 0;
  for (let at = 1; at < value.length; at += 1) {
    const [before, after] = [classOf(value.charCodeAt(at - 1)), classOf(value.charCodeAt(at))];
    if (before !== after && !(before === 1 && after === 2)) changes += 1;
  }
  return changes / Math.max(1, value.length - 1);
}

function classOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return 0;
  if (unit >= 0x41 && unit <= 0x5a) return 1;
  return unit >= 0x61 && unit <= 0x7a ? 2 : 3;
}

/** Returns the Shannon entropy in bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const one of value) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** Commits, digests, UUIDs, versions and dates are cited, and are not secrets. */
const CITED =
  /^(?:[0-9a-f]{7,16}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|sha\d{1,3}[:-].*|v?\d{1,9}(?:[.:-][0-9A-Za-z]{1,9}){0,9})$/i;

/** A value whose name says that it is secret: letters and digits, and not one character repeated. */
function isNamedSecret(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !CITED.test(value) &&
    !value.includes('://') &&
    entropy(value) >= 2.5
  );
}

/** A value without such a name: all three classes of characters in random order. */
function isRandom(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !CITED.test(value) &&
    changeRate(value) >= 0.3 &&
    entropy(value) >= 3.5
  );
}

/** Keys of models share `sk-` with class names such as `sk-toggleable__content`. */
function hasDigits(value: string): boolean {
  return (value.match(/\d/g)?.length ?? 0) >= 2;
}

/** `Authorization: Bearer undefined` is a word, and not a credential. */
function isCredentials(value: string): boolean {
  const rest = value.replace(/^(?:basic|bearer|token|negotiate|apikey)\s+/i, '');
  return !/^(?:[A-Za-z]?[a-z._-]*|[A-Z_]+)[.:]?$/.test(rest);
}

/** A variable or placeholder is no password, and `git` is the user of every clone by SSH. */
function isUserInfo(value: string): boolean {
  return value !== 'git' && !/^(?:[^:]*:)?(?:\$[{(A-Za-z_]|%[A-Za-z{(]|\{|\*{3}$)/.test(value);
}

/** Behind a host and its port there may be a query with an at sign. */
function isUnescapedPassword(value: string): boolean {
  return isUserInfo(value) && !/^[^:]*:\d{1,5}(?:[?#'<>[\]]|$)/.test(value);
}

const KEY_SEPARATOR = /(?:[\s"',]|\\[nrt]|\+(?=[\s"'])){1,200}/y;
const KEY_LINE =
  /(?:Proc-Type|DEK-Info|Version|Comment|Hash): ?[^\r\n\\]{0,200}|[A-Za-z0-9+/=]{16,}/y;
const KEY_LAST_LINE =
  /[A-Za-z0-9+/=]{0,15}(?:[\s"',]|\\[nrt]|\+(?=[\s"'])){0,20}-----END [A-Z0-9 ]{0,60}-----/y;

/** A complete key, whatever the length of its lines; no hyphen, so that a search ends at the next key. */
const KEY_BODY = /[A-Za-z0-9+/=\s\\"',]{0,20000}-----END [A-Z0-9 ]{0,60}-----/y;

/**
 * Returns where a key ends that may be cut off or written into source code. Only what a key's lines
 * consist of is part of it: a first line alone must not hide the text that follows it.
 */
function endOfKey(text: string, from: number): number {
  const after = (part: RegExp, at: number): number => {
    part.lastIndex = at;
    return part.test(text) ? part.lastIndex : at;
  };
  let end = after(KEY_BODY, from);
  if (end > from) return end;
  for (;;) {
    const next = after(KEY_SEPARATOR, end);
    const last = after(KEY_LAST_LINE, next);
    if (last > next) return last;
    const line = after(KEY_LINE, next);
    if (line === next) return end;
    end = line;
  }
}

type VendorToken = { readonly kind: string; readonly page: string } & (
  | { readonly hint: string; readonly pattern: RegExp; readonly except?: RegExp }
  | { readonly prefixes: readonly string[]; readonly rest: string; readonly needsDigits?: true }
);

/** Returns the pattern of a row of the table. */
function patternOf(row: VendorToken): SecretPattern {
  const { kind, page } = row;
  if ('pattern' in row) {
    const { hint, pattern, except } = row;
    return {
      ...{ kind, page, hint, pattern },
      ...(except === undefined ? {} : { isSecret: (value) => !except.test(value) }),
    };
  }
  const hint = row.prefixes.join('|');
  const pattern = new RegExp(`(?<![A-Za-z])(?:${hint})${row.rest}`, 'g');
  return { kind, page, hint, pattern, ...(row.needsDigits ? { isSecret: hasDigits } : {}) };
}

const SECRET_NAME =
  '(?:pass(?:word|wd|phrase)|pwd|secret|token|credentials?|(?:api|access|private|account|auth|signing|encryption|master)[_-]?key)(?:_[A-Za-z0-9_]{0,30})?';
const VALUE = '[A-Za-z0-9+/_.~!@#^&%-][A-Za-z0-9+/_.~!@#$%^&*=-]{7,511}';

/**
 * Shapes of credentials, the specific ones first: what one row has replaced, no later row matches.
 * A token may be cut off where a text was shortened, so the minimum lengths are below the real ones.
 */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'private key',
    page: 'https://www.rfc-editor.org/rfc/rfc7468#section-10',
    hint: 'PRIVATE KEY',
    pattern: /-----BEGIN ?[A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}(?:-----)?/g,
    endOf: endOfKey,
  },
  {
    kind: 'private key',
    page: 'https://github.com/C2SP/C2SP/blob/main/age.md',
    hint: 'AGE-SECRET-KEY-1',
    pattern: /AGE-SECRET-KEY-1[0-9A-Z]{20,}/g,
  },
  ...(rows as readonly VendorToken[]).map(patternOf),
  {
    kind: 'JSON Web Token',
    page: 'https://www.rfc-editor.org/rfc/rfc7519#section-3',
    hint: 'eyJ',
    // A header and its claims are enough: the signature may be cut off.
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,3}/g,
  },
  {
    kind: 'authorization header',
    page: 'https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2',
    hint: 'authorization["\'`\\\\]{0,3}\\s{0,2}[:=]',
    pattern:
      /(?<name>authorization["'`\\]{0,3}\s{0,2}[:=]\s{0,2}["'`\\]{0,3})(?:(?:digest|aws4-hmac-sha256|oauth)\s[^\r\n[\]]{8,1024}|(?:(?:basic|bearer|token|negotiate|apikey)\s{1,2})?[A-Za-z0-9+/_.~=:-]{6,1024})/gi,
    isSecret: isCredentials,
  },
  {
    kind: 'authorization header',
    page: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.1',
    hint: 'bearer\\s{1,2}[^\\s]{16}',
    pattern: /(?<name>(?<![a-z])bearer\s{1,2})[A-Za-z0-9+/_.~=-]{16,1024}/gi,
    isSecret: isNamedSecret,
  },
  {
    kind: 'URL password',
    page: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    hint: '://[^\\s/?#"\'<>]{1,512}@',
    // Up to the last at sign before the path: a password may contain one, and a token may be alone.
    pattern: /(?<name>:\/\/)[^\s/?#"'<>[\]]{1,512}(?=@)/g,
    isSecret: isUserInfo,
  },
  {
    kind: 'URL password',
    page: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    hint: '://[^\\s/?#@:"\'<>]{0,256}:[^\\s/"@]{1,512}@',
    // With a character that should be escaped, the usual reason that an error shows the URL.
    pattern: /(?<name>:\/\/)[^\s/?#@:"'<>[\]]{0,256}:[^\s/"@]{1,512}(?=@)/g,
    isSecret: isUnescapedPassword,
  },
  {
    kind: 'URL password',
    page: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    hint: '://[^\\s/?#@:"\'<>]{1,256}:[^\\s/]{1,512}…',
    // Of a text that was cut before the at sign; after a host there are only digits.
    pattern: /(?<name>:\/\/[^\s/?#@:"'<>[\]]{1,256}:)[^\s/?#@"'<>[\]]{1,512}(?=…)/g,
    isSecret: (value) => !/^\d+$/.test(value),
  },
  {
    kind: 'URL signature',
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html',
    hint: '[?&;](?:x-|sig)',
    // Of S3, Google Cloud Storage, Azure Storage (`sig`) and CloudFront.
    pattern:
      /(?<name>[?&;](?:x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature)=)[^&\s"'<>#;)[\]]{8,1024}/gi,
  },
  {
    kind: 'URL signature',
    page: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.3',
    hint: '[?&;](?:access_token|auth|token|key|jwt|code)=',
    pattern: /(?<name>[?&;](?:access_token|auth|token|key|jwt|code)=)[^&\s"'<>#;)[\]]{12,1024}/g,
    isSecret: isNamedSecret,
  },
  {
    kind: 'secret value',
    page: 'https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password',
    hint: `${SECRET_NAME}["'\`\\\\]{0,3}\\s{0,2}[:=]`,
    pattern: new RegExp(`(?<name>${SECRET_NAME}${SEPARATOR})${VALUE}`, 'gi'),
    isSecret: isNamedSecret,
  },
  {
    kind: 'secret value',
    page: 'https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password',
    hint: '[A-Za-z0-9_]["\'`]?=["\'`]?[A-Za-z0-9+/_-]{20}',
    pattern: /(?<name>[A-Za-z0-9_]["'`]?=["'`]?)[A-Za-z0-9+/_-]{20,512}={0,2}/g,
    isSecret: isRandom,
  },
];
