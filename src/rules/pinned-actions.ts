import { type StandingUse, standingUses } from '../analysis/pin-status.ts';
import { leveled, notApplicable, unknown } from '../analysis/verdict-builders/finding.ts';
import { severityOf } from '../analysis/verdict-builders/severity-of.ts';
import { fileSource, judgeWorkflows } from '../analysis/workflow-evidence.ts';
import { plural } from '../lib/plural.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import { defineRule } from '../model/rule.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';

export const pinnedActions = defineRule({
  id: 'pinned-actions',
  title: 'Pinned actions',
  needs: ['files'],
  uses: ['pins'],
  levels: [
    'a branch, or a SHA that does not exist in the action’s own repository',
    'fewer than 50 % are full SHAs',
    'at least 50 % are full SHAs',
    'at least 80 % are full SHAs',
    'every one outside GitHub’s own organisations is a full SHA, or a version comment is wrong',
    'every `uses` is a full SHA that exists',
  ],
  remediation: {
    recommendation:
      'Replace each tag or branch by the full 40-digit commit SHA of the release, with the version in a comment behind it.',
    minutes: 30,
    guardrail: 'Let Dependabot or Renovate keep the SHAs up to date, and this rule in a gate.',
    rollback: 'Go back to the tag.',
    area: 'REPRO',
  },
  judge({ files, pins }) {
    return judgeWorkflows(files, (workflows) => judgeUses(files, standingUses(workflows, pins)));
  },
});

function judgeUses(files: RepositoryFiles, uses: readonly StandingUse[]): Finding {
  if (uses.length === 0) return notApplicable('no workflow uses an action from outside');
  const level = levelOf(uses);
  const unresolved = uses.find(({ standing }) => standing === 'unresolved');
  if (level > 0 && unresolved !== undefined) {
    const { path, use, why } = unresolved;
    return unknown(`whether ${use.uses} exists could not be asked (${path}:${use.line}): ${why}`);
  }
  const pinned = uses.filter(({ standing }) => standing === 'pinned').length;
  const bad = uses.filter(isFlawed);
  const shown = bad.length > 0 ? bad : uses;
  return leveled({
    level,
    measured: `${pinned} of ${plural(uses.length, 'action')} pinned to a full SHA`,
    proof: shown.map(({ path, use }) => ({
      text: use.uses,
      source: fileSource(files, path, use.line),
    })),
    flaws: [...bad].sort((a, b) => badness(b) - badness(a)).map((use) => flawOf(files, use, level)),
  });
}

function levelOf(uses: readonly StandingUse[]): Level {
  if (uses.some((use) => badness(use) === 2)) return 0;
  const loose = uses.filter(({ standing }) => standing === 'tag');
  if (loose.length === 0) return uses.every(({ why }) => why === '') ? 5 : 4;
  if (loose.every(({ own }) => own)) return 4;
  const pinned = uses.length - loose.length;
  if (pinned * 100 >= uses.length * 80) return 3;
  return pinned * 2 >= uses.length ? 2 : 1;
}

function badness({ standing }: StandingUse): 0 | 1 | 2 {
  if (standing === 'moving' || standing === 'missing' || standing === 'fork-only') return 2;
  return standing === 'tag' ? 1 : 0;
}

function isFlawed(use: StandingUse): boolean {
  return use.standing !== 'pinned' || use.why !== '';
}

const WORDS: Readonly<Record<StandingUse['standing'], string>> = {
  pinned: 'is pinned',
  tag: 'is held by a tag, which can be moved',
  moving: 'follows a branch or has no ref',
  missing: 'is pinned to a commit that does not exist',
  'fork-only': 'is pinned to a commit of a fork',
  unresolved: 'could not be looked up',
};

function flawOf(files: RepositoryFiles, one: StandingUse, level: Level): Flaw {
  const { path, use, standing, why } = one;
  return {
    key: `${standing}:${use.uses.split('@')[0]}`,
    severity: badness(one) === 2 ? 'critical' : severityOf(level),
    observation: `${path}:${use.line} ${use.uses} ${WORDS[standing]}${why === '' ? '' : `: ${why}`}.`,
    source: fileSource(files, path, use.line),
  };
}
