import rows from '../tables/secret-tokens.yaml';
import { SEPARATOR, type SecretPattern } from './secret-pattern.ts';
import {
  endOfKey,
  hasDigits,
  isCredentials,
  isNamedSecret,
  isRandom,
  isUnescapedPassword,
  isUserInfo,
} from './secret-values.ts';

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
