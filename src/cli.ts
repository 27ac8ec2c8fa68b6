import type { ExitCode, ListedCommand, Terminal } from './cli/command.ts';
import { redact } from './lib/redact.ts';

/** Runs one command of the command line and returns its exit code; a thrown error becomes a message. */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-V') {
    terminal.out(`${(await import('./cli/command.ts')).VERSION}\n`);
    return 0;
  }
  if (['', '--help', '-h'].includes(name)) return showHelp(name, terminal);
  // Many people type `help COMMAND` first.
  if (name === 'help') return main([...rest.slice(0, 1), '--help'], terminal);
  const { COMMANDS } = await import('./cli/command-list.ts');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return runCommand(name, command, rest, terminal);
  const { closest } = await import('./lib/closest.ts');
  const meant = closest(name, Object.keys(COMMANDS));
  const hint = meant === undefined ? '--help lists them' : `did you mean ${meant}?`;
  const message = `unknown command ${name}; ${hint}`;
  if (args.includes(JSON_FLAG)) terminal.out(errorJson('', message));
  terminal.err(`milestone-audit: ${message}\n`);
  return 2;
}

const JSON_FLAG = '--json';

/** Returns the JSON of an error. It is read from the arguments as typed, because they can be wrong. */
function errorJson(command: string, message: string): string {
  return `${JSON.stringify({ error: { command, message } }, null, 2)}\n`;
}

/** Help that was requested is the result; help for missing arguments is an error message. */
async function showHelp(topic: string, terminal: Terminal): Promise<ExitCode> {
  const { help } = await import('./cli/help.ts');
  if (topic !== '') terminal.out(help(terminal.style));
  else terminal.err(help(terminal.live));
  return topic === '' ? 2 : 0;
}

async function runCommand(
  name: string,
  listed: ListedCommand,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (args.includes('--help') || args.includes('-h')) {
    const { commandHelp } = await import('./cli/help.ts');
    terminal.out(commandHelp(name, listed, terminal.style));
    return 0;
  }
  const { readArguments } = await import('./cli/arguments.ts');
  // Saved evidence and files of a checkout may hold secrets that no collecting has removed.
  const json = args.includes(JSON_FLAG);
  // An error after the result would make two JSON documents of one.
  const held: string[] = [];
  const safe: Terminal = {
    ...terminal,
    out: (text) => (json ? void held.push(redact(text)) : terminal.out(redact(text))),
    err: (text) => terminal.err(redact(text)),
  };
  try {
    // Arguments are read first, so that wrong usage does not load the command.
    const given = readArguments(args, name, listed);
    const code = await (await listed.load()).run(given, safe);
    for (const text of held) terminal.out(text);
    return code;
  } catch (error) {
    const { UsageError } = await import('./cli/arguments.ts');
    const message = error instanceof UsageError ? error.message : faultOf(error);
    const { broken } = await import('./cli/style.ts');
    if (json) terminal.out(redact(errorJson(name, message)));
    safe.err(`${broken(`milestone-audit ${name}: ${message}`, terminal.live)}\n`);
    return 2;
  }
}

/**
 * Returns an unexpected error with its stack, which a bug report needs. An error of the operating
 * system is about a file or the machine, and its message names that.
 */
function faultOf(error: unknown): string {
  const { stack, message, code, syscall } = error as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined) return message.replace(/^[A-Z]+: /, '');
  return `this is a bug in milestone-audit; please report it: ${stack ?? message ?? String(error)}`;
}
