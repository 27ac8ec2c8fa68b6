import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, unreadItems, whySilent } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';
import { type Install, InstallReader, type Locked } from '../workflow/installs/installs.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { commandOf } from '../workflow/tool-commands.ts';

export const lockedInstalls = defineRule({
  id: 'locked-installs',
  title: 'Locked installs',
  controls: ['OSPS-BR-05.01'],
  needs: ['files'],
  settles: ['files'],
  levels: [
    'an install from a mutable branch',
    'an install without versions',
    'an install with version ranges',
    'a lockfile exists, and the install may change it',
    'every version is exact, but not hashed; or a build tool is not locked',
    'every install uses a frozen lockfile with hashes',
  ],
  remediation: {
    recommendation:
      'Install with a frozen lockfile: `npm ci`, `pip install --require-hashes -r`, `uv sync --locked`, `poetry install` with a committed lock.',
    minutes: 45,
    guardrail: 'Let a bot update the lockfile, and review its pull requests.',
    rollback: 'Go back to the former install command.',
    area: 'REPRO',
  },
  table: BY_WORST,
  judge({ files }, { config }) {
    const reader = new InstallReader(files.locks, files.settings);
    // System packages come with the runner's image and have no lockfile.
    const installs = readableWorkflows(files)
      .flatMap((workflow) => reader.installsOf(workflow))
      .filter(({ scope }) => scope !== 'system');
    const known = installs.filter((install) => levelOf(install) !== undefined);
    const hashed = known.filter((install) => levelOf(install) === 5);
    return {
      items: [
        ...installs.map((install) => itemOf(files, install)).toSorted(worstFirst),
        ...unreadItems(files, 'install', { worst: '0', best: '5' }, config.workflowKeys),
      ],
      measured:
        known.length === 0
          ? ''
          : `${hashed.length} of ${quantity(installs.length, 'install')} locked with hashes`,
      none: 'no workflow installs packages',
    };
  },
});

const LEVELS: Readonly<Record<Locked, Level | undefined>> = {
  hashed: 5,
  exact: 4,
  'unused-lock': 3,
  floors: 2,
  unversioned: 1,
  moving: 0,
  unknown: undefined,
};

const DESCRIPTIONS: Readonly<Record<Locked, string>> = {
  hashed: 'is locked with hashes',
  exact: 'has exact versions, without hashes',
  'unused-lock': 'may change the lockfile next to it',
  floors: 'has version ranges, so that the same commit installs other versions later',
  unversioned: 'has no versions',
  moving: 'follows a mutable branch',
  unknown: 'is not known',
};

/** How each tool uses its lockfile and refuses to change it; each tool's own help, read 2026-11-29. */
const FROZEN: Readonly<Record<string, string>> = {
  npm: '`npm ci`',
  yarn: '`yarn install --frozen-lockfile`, or `--immutable` from Yarn 2 on',
  pnpm: '`pnpm install --frozen-lockfile`',
  bun: '`bun install --frozen-lockfile`',
  uv: '`uv sync --locked`',
  'uv run': '`uv run --locked`',
  pip: '`uv sync --locked`, `poetry install`, or `pip install --require-hashes -r` with the locked versions',
  poetry: '`poetry install`',
  pdm: '`pdm sync`',
  pipenv: '`pipenv sync`',
  cargo: '`--locked`',
  go: '`go mod download` without `-u` or `-mod=mod`',
  bundler: '`bundle config set frozen true`',
  composer: '`composer install`',
  nuget: '`dotnet restore --locked-mode`',
  mix: '`mix deps.get --check-locked`',
  swift: '`swift package resolve --force-resolved-versions`',
  'swift build': '`--force-resolved-versions`',
  cocoapods: '`pod install --deployment`',
  pub: '`--enforce-lockfile`',
};

type State = '0' | '1' | '2' | '3' | '4' | '5';

/** Returns its level; undefined when it is not known. A build tool leaves the project's packages locked. */
function levelOf({ locked, scope }: Install): Level | undefined {
  const level = LEVELS[locked];
  return scope === 'tool' && level !== undefined && level > 0 && level < 4 ? 4 : level;
}

function itemOf(files: RepositoryFiles, install: Install): Item<State> {
  const level = levelOf(install);
  const { path, line, text, open } = install;
  const best: State = `${level ?? 5}`;
  const locks = install.files.length === 0 ? '' : ` (${install.files.join(', ')})`;
  return {
    worst: open ? '0' : best,
    best,
    proof: [{ text: `${text}${locks}`, source: fileSource(files, path, line) }],
    ...(level === undefined || level === 5 ? {} : { flaw: () => flawOf(files, install, level) }),
    ...(open && level !== 0 ? { open: openOf(files, install) } : {}),
  };
}

function openOf(files: RepositoryFiles, { path, line, text, files: locks }: Install): Open {
  const source = fileSource(files, path, line);
  const read = new Set(files.locks.filter(({ entries }) => entries > 0).map((lock) => lock.path));
  const silent = locks.filter((path) => !read.has(path));
  const why =
    silent.length > 0
      ? silent.map((path) => whySilent(files, path)).join(', ')
      : /[$`]/.test(text)
        ? 'a variable or an expression decides what is installed'
        : 'no lockfile or manifest of it was found at this commit';
  return { kind: 'files', what: `how \`${text}\` is locked`, why, source };
}

function worstFirst(a: Item<State>, b: Item<State>): number {
  return Number(a.best) - Number(b.best);
}

function flawOf(files: RepositoryFiles, install: Install, level: Level): Flaw {
  const { path, line, text, tool, locked } = install;
  const advice = locked === 'unused-lock' ? (FROZEN[tool] ?? '') : '';
  return {
    key: `${locked}:${path}:${tool}`,
    severity: severityOf(level),
    observation: `${path}:${line} ${text} ${DESCRIPTIONS[locked]}${advice === '' ? '' : `; use ${advice}`}.`,
    source: fileSource(files, path, line),
    ...adviceFor(install),
  };
}

/** A package that is a tool has no lockfile in the repository. */
function adviceFor({ tool, scope, text }: Install): Pick<Flaw, 'advice'> {
  const frozen = scope === 'project' ? commandOf(tool, 'frozen') : undefined;
  if (frozen === undefined || text.startsWith(frozen)) return {};
  return { advice: `Install with a frozen lockfile: \`${frozen}\`.` };
}
