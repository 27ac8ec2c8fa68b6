import type { SecretPattern } from './secret-pattern.ts';
import { SECRET_PATTERNS } from './secret-patterns.ts';

/** Called with the kind of each secret that is replaced. */
export type OnSecret = (kind: string) => void;

/** Find in one pass whether any row can match: those that heed case, and those that ignore it. */
const exactHint = hintOf(false);
const caselessHint = hintOf(true);

function hintOf(ignoreCase: boolean): RegExp {
  const rows = SECRET_PATTERNS.filter(({ pattern }) => pattern.ignoreCase === ignoreCase);
  return new RegExp(rows.map(({ hint }) => hint).join('|'), ignoreCase ? 'i' : '');
}

/**
 * Returns the text with a placeholder such as `[redacted-GitHub-token]` for everything that looks
 * like a credential, see `secret-patterns.ts`.
 *
 * The runner masks in logs only the secrets of that job, and nothing masks what is sent through the
 * API (docs.github.com, "Secure use reference", read 2026-11-22). A placeholder has no white space
 * and no colon, so that it stays one word of a shell script and one part of a URL, and it keeps the
 * line ends of what it replaces, so that every later line keeps its number. Redacting again changes
 * nothing. Secrets without a known shape are not found.
 */
export function redact(text: string, onSecret?: OnSecret): string {
  const exact = exactHint.test(text);
  const caseless = caselessHint.test(text);
  if (!exact && !caseless) return text;
  return SECRET_PATTERNS.filter(({ pattern }) => (pattern.ignoreCase ? caseless : exact)).reduce(
    (clean, row) => withoutSecrets(clean, row, onSecret),
    text,
  );
}

/** Returns whether a text holds a placeholder of `redact`. */
export function isRedacted(text: string): boolean {
  return text.includes('[redacted-');
}

function withoutSecrets(text: string, row: SecretPattern, onSecret?: OnSecret): string {
  const { kind, pattern, isSecret, endOf } = row;
  const parts: string[] = [];
  let copied = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const start = found.index + (found.groups?.['name']?.length ?? 0);
    const value = text.slice(start, pattern.lastIndex);
    if (isSecret?.(value) === false) {
      // What a name introduces may itself hold a name and its secret.
      if (start > found.index) pattern.lastIndex = start;
      continue;
    }
    const end = endOf?.(text, pattern.lastIndex) ?? pattern.lastIndex;
    const lines = text.slice(start, end).replace(/[^\n]+/g, '');
    parts.push(text.slice(copied, start), `[redacted-${kind.replaceAll(' ', '-')}]`, lines);
    onSecret?.(kind);
    copied = end;
    pattern.lastIndex = end;
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}
