import { evidenceText } from '../model/evidence-text.ts';
import type { World } from '../model/world.ts';
import { flag, optionList, optionText, UsageError } from './arguments.ts';
import type { Arguments, Command } from './command.ts';
import { githubEvidence, type Wanted } from './github-evidence.ts';
import { type GithubServer, githubServer } from './github-server.ts';
import { progressOn } from './progress.ts';
import { writeOutput } from './read-input.ts';

/** `collect`: writes all evidence of one audit from GitHub into a file. */
export const collectCommand: Command = {
  async run(given, terminal) {
    const wanted = wantedOf(given);
    const inputs = inputsOf(given);
    const server = await namedServer(optionText(given, 'repository'));
    const progress = progressOn(terminal, flag(given, 'quiet'));
    const bundle = await githubEvidence(wanted, server, inputs, progress);
    progress.end();
    const output = optionText(given, 'output');
    if (output === undefined || flag(given, 'json')) terminal.out(evidenceText(bundle));
    if (output !== undefined)
      progress.say(`written: ${await writeOutput(output, evidenceText(bundle))}`);
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
  if (!/^[1-9]\d{0,14}$/.test(value))
    throw new UsageError(`--${kind} must be a number (got ${value})`);
  return kind === 'pr' ? { kind, number: Number(value) } : { kind, id: Number(value) };
}

function inputsOf(given: Arguments): World['inputs'] {
  const minutes = optionText(given, 'wait-minutes') ?? '';
  // The bounds of the input are checked before the first request.
  if (!(Number(minutes) >= 0 && Number(minutes) <= 360)) {
    throw new UsageError(`--wait-minutes must be a number from 0 to 360 (got ${minutes})`);
  }
  return {
    milestone: optionText(given, 'milestone') ?? '',
    workflows: optionList(given, 'workflows').join('\n'),
    artifacts: optionList(given, 'artifacts').join('\n'),
    'wait-minutes': minutes,
    'without-milestone': 'audit',
  };
}

async function namedServer(option: string | undefined): Promise<GithubServer> {
  const repository = option ?? process.env['GITHUB_REPOSITORY'] ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new UsageError(
      repository === ''
        ? '--repository OWNER/NAME is missing'
        : `--repository must be OWNER/NAME (got ${repository})`,
    );
  }
  const server = await githubServer(repository, undefined, process.env);
  if (server.token !== '') return server;
  throw new UsageError(
    'there is no token: set GITHUB_TOKEN or GH_TOKEN, or run gh auth login; it must be able to read actions, contents and pull requests',
  );
}
