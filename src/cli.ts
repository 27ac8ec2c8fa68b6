import type { ExitCode, Terminal } from './cli/command.ts';
import type { ListedCommand } from './cli/command-list.ts';

/** The command line: finds the command, runs it, and turns any throw into a message and an exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-V') {
    terminal.out(`${(await import('./cli/version.ts')).VERSION}\n`);
    return 0;
  }
  const { COMMANDS } = await import('./cli/command-list.ts');
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    const { help } = await import('./cli/help.ts');
    terminal.out(help(COMMANDS, terminal.style));
    return name === '' ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return runCommand(name, command, rest, terminal);
  const { closest } = await import('./config/closest.ts');
  const meant = closest(name, Object.keys(COMMANDS));
  terminal.err(
    `milestone-audit: there is no command ${name}${meant === undefined ? '; --help lists them' : `; did you mean ${meant}?`}\n`,
  );
  return 2;
}

async function runCommand(
  name: string,
  listed: ListedCommand,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (args.includes('--help') || args.includes('-h')) {
    const { usageLines } = await import('./cli/help.ts');
    const usage = usageLines(listed.usage, 'usage: milestone-audit ', terminal.style);
    terminal.out(`${listed.summary}\n\n${usage.join('\n')}\n`);
    return 0;
  }
  const command = await listed.load();
  try {
    return await command.run(args, terminal);
  } catch (error) {
    const { UsageError } = await import('./cli/command.ts');
    const said = error instanceof UsageError ? error.message : faultOf(error);
    terminal.err(`milestone-audit ${name}: ${said}\n`);
    return 2;
  }
}

/** What should not happen: where it did is what whoever mends it needs to know. */
function faultOf(error: unknown): string {
  const { stack, message } = error as Error;
  return `this is a fault of milestone-audit itself, please report it: ${stack ?? message ?? String(error)}`;
}
