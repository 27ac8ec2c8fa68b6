import type { RefusalReason } from '../model/result.ts';
import rows from '../tables/refusals.yaml';

/** A reason for a refusal that no permission of the token changes. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** As the end of a sentence: `refused, ` + this. */
  readonly why: string;
  /** As an imperative clause. */
  readonly wayOut: string;
}

const REFUSALS = rows as readonly (Refusal & { readonly words: RegExp })[];

/** Returns the reason for a refusal from GitHub's message; `undefined` when it names none of them. */
export function refusalIn(message: string): Refusal | undefined {
  return REFUSALS.find(({ words }) => words.test(message));
}

/**
 * Returns the reason for a refused REST request. GitHub names single sign-on in a header too:
 * `X-GitHub-SSO: required; url=…` (docs.github.com, "Authenticating to the REST API", read
 * 2026-11-29). `partial-results` in it is not a refusal.
 */
export function refusalOf(
  headers: Readonly<Record<string, string | number | undefined>>,
  message: string,
): Refusal | undefined {
  const sso = String(headers['x-github-sso'] ?? '');
  return refusalIn(sso.startsWith('required') ? `SAML SSO. ${message}` : message);
}
