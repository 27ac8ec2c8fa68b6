import type { BranchRules } from '../model/forge.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Client, Data } from './client.ts';
import { requestAllPages } from './pages.ts';

/** Rules that refuse a push, as text. Required signatures are not one: GitHub signs our commits. */
const FORBIDDING: Readonly<Record<string, string>> = {
  pull_request: 'a ruleset requires a pull request',
  merge_queue: 'a ruleset requires the merge queue',
  update: 'a ruleset restricts updates',
  required_status_checks: 'a ruleset requires status checks, which a new commit cannot have yet',
  required_deployments: 'a ruleset requires deployments',
  workflows: 'a ruleset requires workflows to pass first',
  code_scanning: 'a ruleset requires code scanning results',
};

interface Rule {
  readonly type: string;
  readonly checks: readonly string[];
}

function ruleOf(rule: Data<'repos', 'getBranchRules'>[number]): Rule {
  const checks =
    rule.type === 'required_status_checks' ? rule.parameters?.required_status_checks : undefined;
  return { type: rule.type, checks: (checks ?? []).map(({ context }) => context) };
}

/** Returns the contexts of classic protection. A workflow token cannot read its other rules. */
function classicChecksOf({ protection }: Data<'repos', 'getBranch'>): readonly string[] {
  const required = protection?.required_status_checks;
  return [...(required?.contexts ?? []), ...(required?.checks ?? []).map(({ context }) => context)];
}

/**
 * Returns a branch's required checks, and whether a direct push is expected to fail.
 *
 * Rulesets are readable with `metadata: read`. Of classic protection only the required checks are,
 * through the branch itself (REST "Get rules for a branch" and "Get a branch", read 2026-11-22).
 * GitHub does not say who may bypass a rule, so a push may succeed although it is expected to fail.
 */
export async function readBranchRules(
  client: Client,
  branch: string,
): Promise<Result<BranchRules>> {
  const base = 'GET /repos/{owner}/{repo}';
  const params = { branch };
  const [rules, protection] = await Promise.all([
    requestAllPages(
      client,
      { route: `${base}/rules/branches/{branch}`, params, permission: 'metadata: read' },
      ruleOf,
    ),
    client.request(
      { route: `${base}/branches/{branch}`, params, permission: 'contents: read' },
      classicChecksOf,
    ),
  ]);
  if (!rules.ok && !protection.ok) return err(rules.error);
  const known = rules.ok ? rules.value : [];
  const classic = protection.ok ? protection.value : [];
  const reason =
    known.map((rule) => FORBIDDING[rule.type]).find((why) => why !== undefined) ??
    (classic.length > 0 ? 'branch protection requires status checks' : undefined);
  const checks = new Set([...known.flatMap((rule) => rule.checks), ...classic]);
  return ok({
    requiredChecks: [...checks].filter((name) => name !== '').sort((a, b) => (a < b ? -1 : 1)),
    forbidsPush: reason === undefined ? { forbidden: false } : { forbidden: true, why: reason },
  });
}
