import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { fileSource, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { type Install, InstallReader, type Locked } from '../workflow/installs/installs.ts';

export const lockedInstalls = defineRule({
  id: 'locked-installs',
  title: 'Locked installs',
  needs: ['files'],
  levels: [
    'an install from a moving branch',
    'an install without versions',
    'version floors or ranges',
    'a lockfile exists, and the install does not hold to it',
    'every version exact, without hashes; or a build tool that is not locked',
    'every install from a lock with hashes that it cannot leave',
  ],
  remediation: {
    recommendation:
      'Install with the command that refuses to leave the lock: `npm ci`, `pip install --require-hashes -r`, `uv sync --locked`, `poetry install` with a committed lock.',
    minutes: 45,
    guardrail: 'Let a bot update the lockfile, and review its pull requests.',
    rollback: 'Go back to the former install command.',
    area: 'REPRO',
  },
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgeInstalls(files, workflows));
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
  'unused-lock': 'has a lockfile beside it and may leave it',
  floors: 'names floors or ranges, so that the same commit installs other versions later',
  unversioned: 'names no versions',
  moving: 'follows a moving branch',
  unknown: 'could not be told',
};

/** System packages are left out: they come with the runner's image and have no lockfile. */
function judgeInstalls(files: RepositoryFiles, workflows: readonly Workflow[]): Finding {
  const reader = new InstallReader(files.locks, files.settings);
  const installs = workflows
    .flatMap((workflow) => reader.installsOf(workflow))
    .filter(({ scope }) => scope !== 'system');
  if (installs.length === 0) return notApplicable('no workflow installs packages');
  const undetermined = installs.find((install) => levelOf(install) === undefined);
  const level = Math.min(...installs.map((install) => levelOf(install) ?? 5)) as Level;
  if (undetermined !== undefined && level > 0) {
    return unknown(
      `how ${undetermined.text} is locked cannot be told (${undetermined.path}:${undetermined.line})`,
    );
  }
  const hashedCount = installs.filter((install) => levelOf(install) === 5).length;
  const notHashed = installs.filter((install) => (levelOf(install) ?? 5) < 5);
  return leveled({
    level,
    measured: `${hashedCount} of ${plural(installs.length, 'install')} locked with hashes`,
    proof: (notHashed.length > 0 ? notHashed : installs).map(
      ({ path, line, text, files: locks }) => ({
        text: locks.length === 0 ? text : `${text} (${locks.join(', ')})`,
        source: fileSource(files, path, line),
      }),
    ),
    flaws: notHashed
      .toSorted((a, b) => (levelOf(a) ?? 5) - (levelOf(b) ?? 5))
      .map((install) => flawOf(files, install)),
  });
}

/** A build tool without a lock costs less: the project's packages stay locked. */
function levelOf({ locked, scope }: Install): Level | undefined {
  const level = LEVELS[locked];
  return scope === 'tool' && level !== undefined && level > 0 && level < 4 ? 4 : level;
}

function flawOf(files: RepositoryFiles, install: Install): Flaw {
  const { path, line, text, tool, locked } = install;
  return {
    key: `${locked}:${path}:${tool}`,
    severity: severityOf(levelOf(install) ?? 0),
    observation: `${path}:${line} ${text} ${DESCRIPTIONS[locked]}.`,
    source: fileSource(files, path, line),
  };
}
