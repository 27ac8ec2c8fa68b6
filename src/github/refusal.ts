import type { RefusalReason } from '../model/result.ts';

/** A reason for a refusal that no permission of the token changes. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** As the end of a sentence: `refused, ` + this. */
  readonly why: string;
  /** As an imperative clause. */
  readonly wayOut: string;
}

interface KnownRefusal extends Refusal {
  /** Recognizes GitHub's message. */
  readonly words: RegExp;
}

/**
 * GitHub's messages by reason. GitHub documents few of them; the others are quoted in issues
 * (renovatebot/renovate#6215, r-universe-org/help#247, SalesforceFoundation/NPSP#7247,
 * cli/cli#2661, octokit/octokit.rb#1307, github/branch-deploy#345,
 * satisfactory-factories/application#67, read 2026-11-29).
 */
const REFUSALS: readonly KnownRefusal[] = [
  {
    reason: 'locked',
    words: /\b(?:issue|conversation|pull request) is locked\b/i,
    why: 'the conversation is locked',
    wayOut: 'unlock it, or set `comment: never`',
  },
  {
    reason: 'archived',
    words: /\b(?:was|is) archived\b/i,
    why: 'the repository is archived and can only be read',
    wayOut: 'unarchive it, or set `dry-run: true`',
  },
  {
    reason: 'ip-allow-list',
    words: /\bip allow list\b/i,
    why: "the organization's IP allow list does not contain the runner's address",
    wayOut: 'add the address to the list, or use a runner whose address is on it',
  },
  {
    reason: 'sso',
    words: /\bsaml (?:enforcement|sso|single sign-on)\b/i,
    why: 'the organization requires SAML single sign-on and the token is not authorized for it',
    wayOut: "authorize the token for the organization, or use the workflow's own token",
  },
  {
    reason: 'app-restrictions',
    words: /\boauth app access restrictions\b/i,
    why: 'the organization restricts OAuth apps',
    wayOut: 'let an owner approve the app, or use another token',
  },
  {
    reason: 'suspended',
    words: /\bsuspended\b/i,
    why: "the app's installation or the account is suspended",
    wayOut: "unsuspend it, or use the workflow's own token",
  },
  {
    reason: 'blocked',
    words: /\baccess blocked\b|\brepository (?:is|has been) disabled\b/i,
    why: 'access to the repository is blocked',
    wayOut: 'contact GitHub Support',
  },
  {
    reason: 'pull-request-setting',
    words: /\bnot permitted to create or approve pull requests\b/i,
    why: 'a setting forbids GitHub Actions to create pull requests',
    wayOut:
      'enable "Allow GitHub Actions to create and approve pull requests" in the settings of Actions',
  },
  {
    reason: 'ruleset',
    words:
      /\brule violations? found\b|\bprotected (?:branch|ref)\b|\bGH0(?:06|13)\b|\bmust be made through a pull request\b|\bnot authorized to push\b/i,
    why: 'a ruleset or branch protection forbids the write',
    wayOut: "add the token's app to the bypass list, or set `docs: pull-request`",
  },
  {
    reason: 'plan',
    words: /\bupgrade to github\b|\bmake this repository public to enable\b/i,
    why: "the repository's plan does not include the feature",
    wayOut: 'upgrade the plan, or make the repository public',
  },
  {
    reason: 'feature',
    words:
      /\bmust be enabled for this repository\b|\b(?:is|are) (?:not (?:enabled|supported)|disabled) (?:for|in|on) this repo(?:sitory)?\b/i,
    why: 'the repository has not enabled the feature',
    wayOut: 'enable it in the settings of the repository',
  },
];

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
