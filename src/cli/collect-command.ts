import { actionForge } from '../github/forge.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidenceText } from '../model/evidence-text.ts';
import type { World } from '../model/world.ts';
import { flag, optionList, optionText } from './arguments.ts';
import type { Arguments, Command } from './command.ts';
import { gather } from './gather.ts';
import { githubAddresses, type GithubAddresses } from './github-addresses.ts';
import { askedEvent, type Wanted } from './github-event.ts';
import { ownWorkflow } from './own-workflow.ts';
import { type Progress, progressOn } from './progress.ts';
import { terminalPorts } from './terminal-ports.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';
import { writeOutput } from './write-output.ts';

/** `collect`: everything an audit is judged by, from GitHub into one file. */
export const collectCommand: Command = {
  async run(given, terminal) {
    const wanted = wantedOf(given);
    const inputs = inputsOf(given);
    const addresses = githubAddresses(optionText(given, 'repository'), process.env);
    const progress = progressOn(terminal, flag(given, 'quiet'));
    const bundle = await collectBundle(wanted, addresses, inputs, progress);
    progress.end();
    const output = optionText(given, 'output');
    if (output === undefined) terminal.out(evidenceText(bundle));
    else progress.say(`written: ${await writeOutput(output, evidenceText(bundle))}`);
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
  const minutes = optionText(given, 'wait-minutes') ?? '';
  // The bounds of the input of that name, said before GitHub is asked anything.
  if (!(Number(minutes) >= 0 && Number(minutes) <= 360)) {
    throw new UsageError(`--wait-minutes is a number from 0 to 360, not ${minutes}`);
  }
  return {
    milestone: optionText(given, 'milestone') ?? '',
    workflows: optionList(given, 'workflows').join('\n'),
    artifacts: optionList(given, 'artifacts').join('\n'),
    'wait-minutes': minutes,
    'without-milestone': 'audit',
  };
}

async function collectBundle(
  wanted: Wanted,
  { env, token, serverUrl }: GithubAddresses,
  inputs: World['inputs'],
  progress: Progress,
): Promise<EvidenceFile> {
  const forge = actionForge(env, token, VERSION);
  const { owner, name } = forge.repository;
  progress.follow(() => `Asking GitHub about ${owner}/${name}: ${forge.requests()} requests`);
  const { event, sha } = await askedEvent(forge, wanted);
  const own = await ownWorkflow(forge, sha);
  const world: World = {
    ...terminalPorts(progress),
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
