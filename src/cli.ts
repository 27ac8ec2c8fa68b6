import type { ExitCode, ListedCommand, Terminal } from './cli/command.ts';

/** The command line: finds the command, runs it, and turns any throw into a message and an exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-V') {
    terminal.out(`${(await import('./cli/version.ts')).VERSION}\n`);
    return 0;
  }
  if (['', '--help', '-h'].includes(name)) return showHelp(name, terminal);
  // `help COMMAND` is what many type first.
  if (name === 'help') return main([...rest.slice(0, 1), '--help'], terminal);
  const { COMMANDS } = await import('./cli/command-list.ts');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return runCommand(name, command, rest, terminal);
  const { closest } = await import('./lib/closest.ts');
  const meant = closest(name, Object.keys(COMMANDS));
  const hint = meant === undefined ? '--help lists them' : `did you mean ${meant}?`;
  terminal.err(`milestone-audit: there is no command ${name}; ${hint}\n`);
  return 2;
}

/** Asked for, it is the result; shown because nothing was asked for, it is not. */
async function showHelp(asked: string, terminal: Terminal): Promise<ExitCode> {
  const { help } = await import('./cli/help.ts');
  if (asked !== '') terminal.out(help(terminal.style));
  else terminal.err(help(terminal.live));
  return asked === '' ? 2 : 0;
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
  const { redact } = await import('./lib/redact.ts');
  const safe: Terminal = { ...terminal, err: (text) => terminal.err(redact(text)) };
  try {
    // Arguments first: nobody waits for a command to be loaded that is not run.
    const given = readArguments(args, name, listed);
    return await (await listed.load()).run(given, safe);
  } catch (error) {
    const { UsageError } = await import('./cli/arguments.ts');
    const said = error instanceof UsageError ? error.message : faultOf(error);
    const { broken } = await import('./cli/style.ts');
    safe.err(`${broken(`milestone-audit ${name}: ${said}`, terminal.live)}\n`);
    return 2;
  }
}

/** What should not happen: where it did is what whoever mends it needs to know. */
function faultOf(error: unknown): string {
  const { stack, message } = error as Error;
  return `this is a fault of milestone-audit itself, please report it: ${stack ?? message ?? String(error)}`;
}
