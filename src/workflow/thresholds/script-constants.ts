import type { SettingsFile } from '../../model/workflow.ts';
import { withoutComments } from '../parse/comments.ts';
import { isSettingsFile } from '../parse/file-names.ts';
import type { Threshold } from './threshold-commands.ts';

/** `LINE_GATE = 80.0`, `const minCoverage: number = 80;`, `readonly MIN_COV=80`, `$MinCoverage = 80`. */
const assigned =
  /^(?:(?:export|const|let|var|final|readonly|declare|my|our|local) ){0,2}(?:-r )?\$?([A-Za-z]\w{0,80})(?:: ?\w{1,20})? ?= ?['"]?(\d{1,9}(?:\.\d{1,9})?)['"]?;?$/;

/** Words of a name: of a minimum, of a maximum, of what a maximum tolerates, and of other numbers. */
const minimum = /^(?:min|minimum|gate|threshold|floor|cov|coverage|under)$/;
const maximum = /^(?:max|maximum|allowed|tolerated)$/;
const tolerated =
  /^(?:fail|failed|failures?|warnings?|errors?|findings|vulnerabilities|skips|skipped|flaky|missing|uncovered)$/;
const other = /^(?:timeout|retry|retries|delay|port|seconds|size|version|width|height)$/;

/**
 * Returns the limits that scripts of the repository declare as plain numbers, such as `LINE_GATE = 80.0`. A script is
 * among the settings only because a step runs it. A number of tolerated findings is negative, so that lower is weaker.
 */
export function scriptConstants(settings: readonly SettingsFile[]): readonly Threshold[] {
  return settings
    .filter(({ path }) => !isSettingsFile(path))
    .flatMap((file) =>
      withoutComments(file)
        .split('\n')
        .flatMap((line, index): readonly Threshold[] => {
          const code = line
            .slice(0, 300)
            .replace(/(?:^|\s)(?:#|\/\/).*$/s, '')
            .trim();
          const [, name = '', value = ''] = assigned.exec(code) ?? [];
          const sign = signOf(name);
          if (sign === 0) return [];
          const threshold = { tool: 'script', metric: 'total', scope: name, text: code } as const;
          return [{ ...threshold, path: file.path, line: index + 1, value: sign * Number(value) }];
        }),
    );
}

/** Returns 1 for a minimum, -1 for a number of tolerated findings, 0 for any other name. */
function signOf(name: string): 1 | -1 | 0 {
  const words = name
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .split('_');
  const any = (pattern: RegExp) => words.some((word) => pattern.test(word));
  // A name of one word in small letters is a variable of a loop more often than a limit.
  if (any(other) || (words.length === 1 && name !== name.toUpperCase())) return 0;
  if (any(maximum)) return any(tolerated) ? -1 : 0;
  return any(minimum) ? 1 : 0;
}
