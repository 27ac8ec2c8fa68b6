import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Config } from '../model/config.ts';
import { listOption, type RuleContext } from '../model/rule.ts';

/**
 * Returns the paths of files that a milestone must leave behind: those of the invariants, and those
 * of the option `files` of the rule `evidence-pack`.
 */
export function declaredPaths(
  config: Config,
  milestone: string,
  options: RuleContext['options'] = packOptions(config),
): readonly string[] {
  const declared = config.invariants.flatMap((one) => (one.kind === 'files' ? one.files : []));
  const all = [...declared, ...listOption({ options }, 'files', [])];
  const paths = all.map((path) => path.replaceAll('{milestone}', milestone));
  return [...new Set(paths)].sort(byCodeUnit);
}

function packOptions({ rules }: Config): RuleContext['options'] {
  const rule = rules['evidence-pack'];
  return rule?.state === 'on' ? rule.options : {};
}
