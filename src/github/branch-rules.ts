import type { BranchRules } from '../model/forge.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, textOr } from './decode.ts';
import { askAllPages } from './pages.ts';

/** Rules by which a push is refused, in words. Signatures are not among them: GitHub signs ours. */
const forbidding: Readonly<Record<string, string>> = {
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

function namesIn(value: unknown, key: string): readonly string[] {
  const items = Array.isArray(value) ? value : [];
  return items.map((item) => textOr(fieldsOf(item, 'a required check'), key, ''));
}

function ruleOf(rule: Fields): Rule {
  const checks = fieldsIn(rule, 'parameters')['required_status_checks'];
  return { type: textOr(rule, 'type', ''), checks: namesIn(checks, 'context') };
}

/** Contexts of classic protection; what else it demands, no workflow token may read. */
function protectionOf(data: unknown): readonly string[] {
  const protection = fieldsIn(fieldsOf(data, 'the branch'), 'protection');
  const required = fieldsIn(protection, 'required_status_checks');
  const contexts = Array.isArray(required['contexts']) ? required['contexts'] : [];
  return [...contexts.map(String), ...namesIn(required['checks'], 'context')];
}

/**
 * What a branch demands: required checks, and whether a direct push can be expected to fail.
 *
 * Rulesets are readable with `metadata: read`; of classic protection only the required checks are,
 * through the branch itself (REST "Get rules for a branch" and "Get a branch", read 2026-11-22).
 * Who may bypass a rule is not told, so a push may succeed although it is said to be forbidden.
 */
export async function readBranchRules(
  client: Client,
  branch: string,
): Promise<Result<BranchRules>> {
  const base = 'GET /repos/{owner}/{repo}';
  const params = { branch };
  const [rules, protection] = await Promise.all([
    askAllPages(
      client,
      { route: `${base}/rules/branches/{branch}`, params, permission: 'metadata: read' },
      'answer',
      ruleOf,
    ),
    client.request(
      { route: `${base}/branches/{branch}`, params, permission: 'contents: read' },
      (reply) => protectionOf(reply.data),
    ),
  ]);
  if (!rules.ok && !protection.ok) return err(rules.error);
  const known = rules.ok ? rules.value : [];
  const classic = protection.ok ? protection.value : [];
  const reason =
    known.map((rule) => forbidding[rule.type]).find((why) => why !== undefined) ??
    (classic.length > 0 ? 'branch protection requires status checks' : undefined);
  const checks = new Set([...known.flatMap((rule) => rule.checks), ...classic]);
  return ok({
    requiredChecks: [...checks].filter((name) => name !== '').sort((a, b) => (a < b ? -1 : 1)),
    forbidsPush: reason === undefined ? { forbidden: false } : { forbidden: true, why: reason },
  });
}
