import type { Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { isAction } from '../parse/uses.ts';
import { commandVariants } from '../shell/command-variants.ts';
import { type PlacedCommand, placedCommands } from '../shell/placed-commands.ts';
import { fetchesOfCommand } from './fetch-commands.ts';
import { type FetchContext, type FetchFound, type FetchLevel, levelOfRef } from './fetch-level.ts';

/** Something fetched from outside the repository that is neither an action nor a package of a registry. */
export interface Fetch {
  readonly path: string;
  readonly job: string;
  readonly step: string;
  readonly line: number;
  /** As named: a URL, an image, another repository. */
  readonly what: string;
  readonly level: FetchLevel;
  readonly text: string;
}

/** Number of commands around a fetch that are searched for pipes, hash checks and checkouts. */
const CONTEXT_COMMANDS = 40;

/** Returns the fetches of a workflow in file order. */
export function fetchesOf(workflow: Workflow): readonly Fetch[] {
  return workflow.jobs
    .flatMap((job) => [...commandFetches(workflow, job), ...checkouts(workflow, job)])
    .toSorted((a, b) => a.line - b.line);
}

function commandFetches(workflow: Workflow, job: WorkflowJob): Fetch[] {
  const commands = placedCommands(workflow, job);
  const built = builtImages(commands, job.steps);
  const installed = new Set(
    commands
      .filter(({ words }) => /^(?:install|i|ci)$/.test(words[1] ?? ''))
      .map(({ words }) => words[0] ?? ''),
  );
  return commands.flatMap((command, index) => {
    const contextOf = (): FetchContext => {
      const later = commands.slice(index + 1, index + 1 + CONTEXT_COMMANDS);
      const around = commands.slice(
        Math.max(0, index - CONTEXT_COMMANDS),
        index + 1 + CONTEXT_COMMANDS,
      );
      return {
        later,
        step: around.filter((other) => other.step === command.step),
        built,
        installed,
      };
    };
    const variants = commandVariants(command, workflow, job);
    const found = loosest(variants.map((variant) => fetchesOfCommand(variant, contextOf)));
    return found.map(({ what, level }) => ({
      path: command.path,
      job: job.id,
      step: command.step.name,
      line: command.line,
      what,
      level,
      text: command.text,
    }));
  });
}

const loosestFirst: readonly FetchLevel[] = [
  'piped-shell',
  'moving-code',
  'moving-data',
  'tag',
  'content-addressed',
];

/** Returns what the variant of a command downloads that is pinned worst. */
function loosest(variants: readonly (readonly FetchFound[])[]): readonly FetchFound[] {
  const rank = (found: readonly FetchFound[]): number =>
    Math.min(...found.map(({ level }) => loosestFirst.indexOf(level)), loosestFirst.length);
  return variants.toSorted((a, b) => rank(a) - rank(b))[0] ?? [];
}

function builtImages(
  commands: readonly PlacedCommand[],
  steps: readonly WorkflowStep[],
): ReadonlySet<string> {
  const tagged = commands
    .filter(
      ({ words }) =>
        words[0] === 'docker' && words.some((w) => /^(?:build|buildx|tag|load)$/.test(w)),
    )
    .flatMap(({ words }) => words.slice(2));
  const inputs = steps.flatMap(({ with: given }) => given.filter(({ key }) => key === 'tags'));
  const names = [...tagged, ...inputs.flatMap(({ value }) => value.split(/[\s,]+/))];
  return new Set(
    names.map((name) => name.replace(/^--tag=/, '').replace(/(?<=^|\/)([^/:@]*)[:@][^/]*$/, '$1')),
  );
}

function checkouts(workflow: Workflow, job: WorkflowJob): Fetch[] {
  return job.steps.flatMap((step) => {
    if (!isAction(step.uses?.uses, 'actions/checkout')) return [];
    const place = { path: workflow.path, job: job.id, step: step.name };
    return [...otherRepository(step, place), ...submodules(step, place)];
  });
}

type Place = Pick<Fetch, 'path' | 'job' | 'step'>;

function otherRepository(step: WorkflowStep, place: Place): Fetch[] {
  const repository = step.with.find(({ key }) => key === 'repository');
  if (repository === undefined || /\$\{\{ *github\./.test(repository.value)) return [];
  const ref = step.with.find(({ key }) => key === 'ref')?.value ?? '';
  const what = ref === '' ? repository.value : `${repository.value}@${ref}`;
  const text = `repository: ${repository.value}`;
  return [{ ...place, line: repository.line, what, level: levelOfRef(ref), text }];
}

/** A submodule is another repository at the commit that this one names. */
function submodules(step: WorkflowStep, place: Place): Fetch[] {
  const input = step.with.find(
    ({ key, value }) => key === 'submodules' && /^(?:true|recursive)$/.test(value),
  );
  if (input === undefined) return [];
  const text = `submodules: ${input.value}`;
  return [{ ...place, line: input.line, what: 'git submodules', level: 'content-addressed', text }];
}
