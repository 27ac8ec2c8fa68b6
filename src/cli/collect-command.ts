import { bundleText } from '../collect/bundle-text.ts';
import { actionForge } from '../github/action-forge.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { Bundle } from '../model/bundle.ts';
import type { World } from '../model/world.ts';
import { type Arguments, optionList, optionText, readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { gather } from './gather.ts';
import { type GithubAddresses, githubAddresses } from './github-addresses.ts';
import { askedEvent, type Wanted } from './github-event.ts';
import { ownWorkflow } from './own-workflow.ts';
import { terminalPorts } from './terminal-ports.ts';
import { VERSION } from './version.ts';
import { writeOutput } from './write-output.ts';

const OPTIONS = {
  repository: { type: 'string' },
  sha: { type: 'string' },
  pr: { type: 'string' },
  run: { type: 'string' },
  output: { type: 'string', short: 'o' },
  milestone: { type: 'string' },
  workflows: { type: 'string', multiple: true },
  artifacts: { type: 'string', multiple: true },
  'wait-minutes': { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

/** `collect`: everything an audit is judged by, from GitHub into one file. */
export const collectCommand: Command = {
  name: 'collect',
  async run(args, terminal) {
    const given = readArguments(args, OPTIONS);
    const [stray] = given.positionals;
    if (stray !== undefined) throw new UsageError(`collect takes no file, but was given ${stray}`);
    const wanted = wantedOf(given);
    const addresses = githubAddresses(optionText(given, 'repository'), process.env);
    const quiet = given.values['quiet'] === true;
    const say = quiet ? () => undefined : (line: string) => terminal.err(line);
    const bundle = await collectBundle(wanted, addresses, inputsOf(given), say);
    const output = optionText(given, 'output');
    if (output === undefined) terminal.out(bundleText(bundle));
    else say(`written: ${await writeOutput(output, bundleText(bundle))}\n`);
    return 0;
  },
};

function wantedOf(given: Arguments): Wanted {
  const named = (['sha', 'pr', 'run'] as const).filter((name) => optionText(given, name));
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    throw new UsageError('name one of --sha SHA, --pr N and --run ID');
  }
  const value = optionText(given, kind) ?? '';
  if (kind === 'sha') return { kind, revision: value };
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new UsageError(`--${kind} is a number, not ${value}`);
  return kind === 'pr' ? { kind, number: Number(value) } : { kind, id: Number(value) };
}

function inputsOf(given: Arguments): World['inputs'] {
  return {
    milestone: optionText(given, 'milestone') ?? '',
    workflows: optionList(given, 'workflows').join('\n'),
    artifacts: optionList(given, 'artifacts').join('\n'),
    'wait-minutes': optionText(given, 'wait-minutes') ?? '',
    'without-milestone': 'audit',
  };
}

async function collectBundle(
  wanted: Wanted,
  { env, token, serverUrl }: GithubAddresses,
  inputs: World['inputs'],
  say: (line: string) => void,
): Promise<Bundle> {
  const forge = actionForge(env, token, VERSION);
  const { event, sha } = await askedEvent(forge, wanted);
  const own = await ownWorkflow(forge, sha);
  const world: World = {
    ...terminalPorts(say),
    inputs,
    event: {
      ...event,
      ...own,
      // In no run, but outside of one the audit's own jobs would not be told apart.
      runId: -1,
      runAttempt: 0,
      runNumber: 0,
      runnerName: '',
      serverUrl,
      actor: '',
    },
    forge,
    files: workspaceFiles('.', '.'),
  };
  return gather(world, async () => undefined);
}
