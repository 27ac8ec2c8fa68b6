const hidden = '***';

/**
 * Shapes of credentials, each anchored on a fixed prefix so that a scan stays linear in the length
 * of the text. Token prefixes: docs.github.com "About authentication to GitHub", "Token formats"
 * (read 2026-11-22); AWS access key ids and Slack tokens by their vendors' fixed prefixes.
 */
const secrets: readonly RegExp[] = [
  /gh[opsur]_[A-Za-z0-9_]{16,}/g,
  /github_pat_[A-Za-z0-9_]{16,}/g,
  /(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  /xox[a-z]-[A-Za-z0-9-]{8,}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  // A block that was cut off before its end is still a key: everything after its head goes.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)/g,
];

/** Up to the last at sign before the path: a password may hold one, and a token may stand alone. */
const userInfo = /(:\/\/)[^\s/?#"'<>]{1,512}@/g;

/**
 * Replaces everything that looks like a credential with three asterisks.
 *
 * Logs are masked on the runner only for the secrets that job knew, and nothing masks what is sent
 * through the API, so excerpts are scanned again here (docs.github.com, "Secure use reference", read
 * 2026-11-22). It can miss secrets without a known shape; it is a second net, not the first.
 */
export function redact(value: string): string {
  let clean = value;
  for (const secret of secrets) clean = clean.replace(secret, hidden);
  return clean.replace(userInfo, `$1${hidden}@`);
}
