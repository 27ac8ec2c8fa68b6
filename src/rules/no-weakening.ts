import { type DeferralCover, deferralCover } from '../analysis/deferral-cover.ts';
import { type FoundWeakening, foundWeakenings } from '../analysis/found-weakenings.ts';
import { leveled, unknown } from '../analysis/verdict-builders/finding.ts';
import { fileSource } from '../analysis/workflow-evidence.ts';
import { plural } from '../lib/plural.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import { defineRule } from '../model/rule.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';
import type { Weakening, WeakeningKind } from '../workflow/compare/weakening.ts';

export const noWeakening = defineRule({
  id: 'no-weakening',
  title: 'No weakening',
  needs: ['files', 'baseFiles'],
  uses: ['registry', 'requiredChecks'],
  levels: [
    'a check was weakened silently: a threshold, gate, job, step, trigger, leg or test, or more retries',
    '—',
    '—',
    'checks were weakened, each under a live deferral',
    'only pins, permissions or timeouts are looser than at the base, or tests were replaced by others',
    'the head checks everything that the base and the previous milestone checked',
  ],
  remediation: {
    recommendation:
      'Put the former value back, or enter the weakening in the deferral registry with the milestone it ends in.',
    minutes: 30,
    guardrail: 'Ask code owners to review `.github/workflows` and the files that hold thresholds.',
    rollback: 'Revert the change of the workflow.',
    area: 'CI',
  },
  judge({ files, baseFiles, registry, requiredChecks }, context) {
    const local = context.target.occasion.kind === 'local';
    const checks = local ? 'none' : requiredChecks;
    const { found, open } = foundWeakenings(files, baseFiles, checks);
    const cover = deferralCover(registry, context.milestone);
    const weighed = found.map((each) => ({ ...each, deferrals: coveredBy(each.one, cover) }));
    const level = levelOf(weighed);
    const why = level === 0 ? '' : unreadableIn(files, baseFiles) || open;
    if (why !== '') return unknown(why);
    if (files.workflows.length === 0 && found.length === 0) {
      return unknown('there is no workflow file at either commit');
    }
    return verdict(weighed, level, files, baseFiles);
  },
});

interface Weighed extends FoundWeakening {
  readonly deferrals: readonly string[];
}

/** Other rules weigh these by what they are now; here they are only named. */
const LIGHT: ReadonlySet<WeakeningKind> = new Set<WeakeningKind>([
  'timeout-raised',
  'pin-loosened',
  'permission-widened',
  'test-replaced',
]);

/** What a `threshold` deferral may name: the metric, the file, or file and line. */
function coveredBy({ kind, path, line }: Weakening, cover: DeferralCover): readonly string[] {
  const coverage = ['coverage', 'coverage.lines', 'coverage.branches'];
  const names = kind === 'threshold-lowered' || kind === 'threshold-removed' ? coverage : [];
  return [...names, path, `${path}:${line}`].flatMap((name) => cover.threshold(name));
}

function levelOf(weighed: readonly Weighed[]): Level {
  const heavy = weighed.filter(({ one }) => !LIGHT.has(one.kind));
  if (heavy.some(({ deferrals }) => deferrals.length === 0)) return 0;
  if (heavy.length > 0) return 3;
  return weighed.length > 0 ? 4 : 5;
}

/** A file that cannot be read on either side may hide any weakening. */
function unreadableIn(...sides: readonly RepositoryFiles[]): string {
  for (const { commit, workflows } of sides) {
    const broken = workflows.find((file) => file.state === 'unreadable');
    if (broken?.state === 'unreadable') {
      const place = `${broken.path}:${broken.line} at ${commit.slice(0, 12)}`;
      return `${place} cannot be read, so that nothing can be compared: ${broken.why}`;
    }
  }
  return '';
}

function verdict(
  weighed: readonly Weighed[],
  level: Level,
  files: RepositoryFiles,
  baseFiles: RepositoryFiles,
): Finding {
  return leveled({
    level,
    measured: inWords(weighed),
    proof:
      weighed.length === 0
        ? compared(files, baseFiles)
        : weighed.flatMap((each) => proofOf(each, files)),
    flaws: weighed.toSorted((a, b) => weightOf(b) - weightOf(a)).map((each) => flawOf(each, files)),
    deferrals: weighed.flatMap(({ deferrals }) => deferrals),
    undeferred: levelOf(weighed.map((each) => ({ ...each, deferrals: [] }))),
  });
}

function inWords(weighed: readonly Weighed[]): string {
  if (weighed.length === 0) return 'nothing weakened';
  const kinds = [...new Set(weighed.map(({ one }) => one.kind.replaceAll('-', ' ')))];
  const silent = weighed.filter(({ deferrals }) => deferrals.length === 0).length;
  return `${plural(weighed.length, 'weakening')} (${silent} undeferred): ${kinds.slice(0, 3).join(', ')}`;
}

function compared(files: RepositoryFiles, baseFiles: RepositoryFiles): readonly Proof[] {
  const text = `compared with ${baseFiles.commit.slice(0, 12)}, nothing is weaker`;
  return files.workflows.map(({ path }) => ({ text, source: fileSource(files, path) }));
}

/** Both lines: what stood at the base, and what stands now. */
function proofOf({ one, against }: Weighed, files: RepositoryFiles): readonly Proof[] {
  const before = {
    text: `before: ${one.before === '' ? 'nothing' : one.before}`,
    source: fileSource(against, one.beforePath, one.beforeLine),
  };
  if (one.at === 'base') return [before];
  const after = one.after === '' ? 'after: nothing' : `after: ${one.after}`;
  return [before, { text: after, source: fileSource(files, one.path, one.line) }];
}

function weightOf({ one, deferrals }: Weighed): number {
  if (deferrals.length > 0) return 1;
  return LIGHT.has(one.kind) ? 0 : 2;
}

function flawOf(each: Weighed, files: RepositoryFiles): Flaw {
  const { one, against, since } = each;
  const { kind, at, path, line, beforePath, beforeLine, before, after } = one;
  const from = `${beforePath}:${beforeLine} \`${before}\``;
  const to = at === 'base' ? 'is gone' : `became ${path}:${line} \`${after}\``;
  const by = each.deferrals.length === 0 ? '' : ` (deferred by ${each.deferrals.join(', ')})`;
  const weight = weightOf(each);
  return {
    key: `${kind}:${path}:${one.job}:${one.step}`,
    severity: weight === 2 ? 'critical' : weight === 1 ? 'medium' : 'low',
    observation: `${since}${kind.replaceAll('-', ' ')}: ${from} ${to}${by}.`,
    source: at === 'base' ? fileSource(against, path, line) : fileSource(files, path, line),
  };
}
