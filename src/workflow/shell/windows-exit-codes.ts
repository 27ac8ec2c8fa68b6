import type { LostExitCode, TargetOf } from './classify-command.ts';
import type { ShellScript } from './commands.ts';
import { alternative } from './parse-windows.ts';
import type { ShellNode, SimpleCommand, Statement } from './shell-tree.ts';

/**
 * Commands of PowerShell and cmd that leave the exit code of the program before them as it is: cmdlets, their
 * aliases, keywords and builtins (about_Automatic_Variables, `$LASTEXITCODE`; ss64.com/nt, "Errorlevel"; read
 * 2026-11-29).
 */
const keepsExitCode =
  /^(?:[a-z]+-[a-z]+|if|else|elseif|foreach|for|while|do|until|try|catch|finally|function|param|switch|return|throw|echo|echo\.|cd|chdir|set|setlocal|endlocal|pushd|popd|title|cls|ls|dir|cat|type|rm|del|erase|rd|rmdir|cp|copy|mv|move|ren|md|pwd|sleep|write|irm|iwr|iex|sort|select|where|foreach-object|gci|gc|sc|sl|ni|ri)$|^$|^[$[({@"'%:]/i;

/** The later command that replaces an exit code; undefined while none does. */
type Replacement = string | undefined;

/** A command whose exit code a later one replaces. */
type Replaced = Pick<LostExitCode, 'line' | 'words' | 'text'>;

/**
 * Returns the checks whose exit codes a later program replaces. PowerShell and cmd go on after a program that
 * fails, and the runner ends the step with the last exit code (actions/runner, ScriptHandlerHelpers; GitHub Docs,
 * "Workflow syntax", `shell`; read 2026-11-29).
 */
export function overwrittenExitCodes(
  script: string,
  shell: ShellScript,
  targetOf: TargetOf,
): readonly LostExitCode[] {
  if (/\$PSNativeCommandUseErrorActionPreference\s*=\s*\$true/i.test(script)) return [];
  const found: Replaced[] = [];
  walk(shell.statements, undefined, found);
  return found
    .toSorted((a, b) => a.line - b.line)
    .flatMap((each) => {
      const target = targetOf(each.words);
      return target === undefined ? [] : [{ kind: 'overwritten' as const, target, ...each }];
    });
}

/** Walks from the end, since what follows decides; returns what replaces an exit code before the list. */
function walk(
  statements: readonly Statement[],
  after: Replacement,
  found: Replaced[],
): Replacement {
  let by = after;
  let elseFails = false;
  for (const { parts } of statements.toReversed()) {
    const first = firstOf(parts);
    if (first === undefined) continue;
    const next = chain(parts, by, found);
    const instead = alternative.test(first.words[0] ?? '');
    const handled = elseFails && readsExitCode(first);
    by = instead ? by : replacedUnless(handled, next);
    elseFails = instead && endsInFailure(first);
  }
  return by;
}

function replacedUnless(handled: boolean, next: Replacement): Replacement {
  return handled ? undefined : next;
}

function firstOf(parts: Statement['parts']): SimpleCommand | undefined {
  const [first] = parts.flatMap(({ pipeline }) => pipeline.stages);
  return first?.kind === 'simple' ? first : undefined;
}

/** After `&&` a command runs only when the one before it passed, so it replaces no failure. */
function chain(parts: Statement['parts'], after: Replacement, found: Replaced[]): Replacement {
  let by = after;
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const next = parts[at + 1];
    const handler = next?.pipeline.stages[0];
    const stops = next?.operator === '||' && handler?.kind === 'simple' && fails(handler);
    const replaced = next?.operator === '&&' ? after : by;
    by = stages(parts[at]?.pipeline.stages ?? [], stops ? undefined : replaced, found);
  }
  return by;
}

function stages(nodes: readonly ShellNode[], after: Replacement, found: Replaced[]) {
  let by = after;
  for (const node of nodes.toReversed()) {
    if (node.kind === 'simple') by = command(node, by, found);
  }
  return by;
}

function command(node: SimpleCommand, after: Replacement, found: Replaced[]): Replacement {
  const { words, nested, line, text } = node;
  const [program = ''] = words;
  if (checks(node)) return undefined;
  if (/^exit$/i.test(program)) return endsWithSuccess(words) ? text : undefined;
  if (after !== undefined) found.push({ line, words, text: `${text} (then ${after})` });
  const inside = walk([...node.substituted, ...nested], after, found);
  return keepsExitCode.test(program) ? inside : text;
}

/** `if ($LASTEXITCODE -ne 0) { exit 1 }`, `exit $LASTEXITCODE`, `if errorlevel 1 exit /b 1`, `throw`. */
function checks(node: SimpleCommand): boolean {
  if (!readsExitCode(node)) return false;
  const [program = '', ...rest] = node.words;
  const stored = node.assignments.length > 0 || /^(?:exit|throw)$/i.test(program);
  return stored || endsInFailure(node) || /\b(?:exit|throw|goto)\b/i.test(rest.join(' '));
}

function readsExitCode({ text }: SimpleCommand): boolean {
  return /\$LASTEXITCODE|\$\?|errorlevel/i.test(text);
}

function endsInFailure({ nested }: SimpleCommand): boolean {
  const inner = nested.flatMap(({ parts }) => parts.flatMap(({ pipeline }) => pipeline.stages));
  return inner.some((node) => node.kind === 'simple' && fails(node));
}

function fails({ words }: SimpleCommand): boolean {
  const [program = ''] = words;
  return /^(?:throw|goto)$/i.test(program) || (/^exit$/i.test(program) && !endsWithSuccess(words));
}

function endsWithSuccess(words: readonly string[]): boolean {
  return words.slice(1).find((word) => !/^\/b$/i.test(word)) === '0';
}
