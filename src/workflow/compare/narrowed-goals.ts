import { baseName } from '../parse/file-names.ts';
import { scriptCallOf } from '../scripts/script-calls.ts';
import { gateTargetOf } from '../shell/classify-command.ts';

/** A phase of Maven, a task of Gradle, an environment of tox: what a command runs by its name. */
interface Goal {
  /** The projects that it is limited to; '' for all of them. */
  readonly scope: string;
  readonly name: string;
  /** Position in the chain of its tool; -1 outside of it. */
  readonly rank: number;
}

/** What a command runs by name; `all` when it names nothing and so runs everything. */
export interface Goals {
  readonly tool: string;
  readonly all: boolean;
  readonly goals: readonly Goal[];
}

interface GoalTool {
  readonly programs: RegExp;
  /** Names from the one that checks least; each includes those before it. */
  readonly chain: readonly RegExp[];
  /** Between a project and a name. */
  readonly separator: string;
  /** Options whose value is no name. */
  readonly valued: RegExp;
  readonly source: string;
}

/** Read 2026-11-30. */
const tools: readonly GoalTool[] = [
  {
    programs: /^mvnw?$/,
    chain: [/^(?:test|package)$/, /^integration-test$/, /^(?:verify|install|deploy)$/],
    separator: '',
    valued: /^(?:-[DPfgslT]|-pl|-am|--(?:projects|file|settings|threads|activate-profiles))$/,
    source: 'https://maven.apache.org/guides/introduction/introduction-to-the-lifecycle.html',
  },
  {
    programs: /^gradlew?$/,
    // `build` adds archives to `check`.
    chain: [/^test$/, /^(?:check|build)$/],
    separator: ':',
    valued: /^(?:-[xpbcIg]|--(?:tests|exclude-task|project-dir|init-script|max-workers|console))$/,
    source: 'https://docs.gradle.org/current/userguide/java_plugin.html#sec:java_tasks',
  },
  {
    programs: /^sbt$/,
    chain: [/^test(?:Only|Quick)$/, /^test$/],
    separator: '/',
    valued: /^$/,
    source: 'https://www.scala-sbt.org/1.x/docs/Testing.html',
  },
];

/** Returns what a command runs by name; undefined for a command that runs no names. */
export function goalsOf(words: readonly string[]): Goals | undefined {
  const [program = ''] = words;
  const known = tools.find(({ programs }) => programs.test(baseName(program)));
  if (known !== undefined) return { tool: known.source, all: false, goals: goalsIn(words, known) };
  const call = scriptCallOf(words);
  if (call === undefined || call.tool === 'file') return undefined;
  const sessions = call.tool === 'tox' || call.tool === 'nox';
  const names = call.names.filter(
    (name) => sessions || gateTargetOf([program, name]) !== undefined,
  );
  // `nx affected` and `turbo --affected` skip projects that the change does not touch.
  const scope = words.find((word) => /^(?:--)?affected$/.test(word)) ?? '';
  const goals = names.map((name) => ({ scope, name, rank: -1 }));
  const tool = `${call.tool} ${call.packages ?? ''}`;
  return { tool, all: sessions && call.names.includes(''), goals };
}

function goalsIn(
  words: readonly string[],
  { chain, separator, valued }: GoalTool,
): readonly Goal[] {
  const operands = words.slice(1).filter((word, at) => {
    return !word.startsWith('-') && !valued.test(words[at] ?? '');
  });
  return operands.flatMap((word) => {
    const [task = ''] = word.split(' ');
    const end = separator === '' ? -1 : task.lastIndexOf(separator);
    const name = task.slice(end + 1);
    if (gateTargetOf([words[0] ?? '', name]) === undefined) return [];
    const rank = chain.findIndex((names) => names.test(name));
    return [{ scope: task.slice(0, Math.max(end, 0)), name, rank }];
  });
}

/**
 * Returns `fewer` where a command runs some of its former goals and nothing new, and no command of the head runs the
 * rest. Where it runs other goals instead, they are `others`: a name does not say what they check. A name that only
 * the run knows covers none, and is listed as unread. Undefined when the command runs no names.
 */
export function changedGoals(
  before: Goals | undefined,
  after: Goals | undefined,
  head: readonly Goals[],
): 'same' | 'fewer' | 'others' | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.tool !== after.tool || after.goals.length === 0) return 'same';
  // The names of a matrix are compared job by job.
  if (before.goals.some(({ name }) => name.includes('$'))) return 'same';
  const now = [after, ...head.filter(({ tool }) => tool === after.tool)];
  if (now.some(({ all }) => all)) return 'same';
  if (before.all) return 'fewer';
  const covered = (goal: Goal, by: readonly Goal[]) => by.some((one) => covers(one, goal));
  const lost = before.goals.some((goal) => !now.some(({ goals }) => covered(goal, goals)));
  if (!lost) return 'same';
  return after.goals.every((goal) => covered(goal, before.goals)) ? 'fewer' : 'others';
}

function covers(one: Goal, other: Goal): boolean {
  if (one.scope !== '' && one.scope !== other.scope) return false;
  return one.name === other.name || (other.rank !== -1 && one.rank >= other.rank);
}
