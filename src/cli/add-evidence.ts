import { basename } from 'node:path';
import { kindsFrom } from '../collect/sources/registry.ts';
import { pathMatcher } from '../lib/glob.ts';
import type { IgnoredReport } from '../local/find-reports.ts';
import { NEEDS_GITHUB } from '../local/git-forge.ts';
import type { SourceConfig } from '../model/config.ts';
import { type Evidence, missing } from '../model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { redactEvidence } from '../model/redact-evidence.ts';
import type { ExpectedSource } from '../model/reports.ts';
import { UsageError } from './arguments.ts';
import { VERSION } from './command.ts';
import { readInput } from './read-input.ts';
import { judgedOtherwise } from './score-command.ts';

/** Returns evidence that `collect` or the action saved, without the secrets that an older version kept. */
export async function readEvidence(path: string): Promise<EvidenceFile> {
  const read = readEvidenceText(await readInput(path));
  if (read.state === 'invalid') throw new UsageError(`${path}: ${read.why}`);
  return redactEvidence(read.bundle);
}

/**
 * Returns saved evidence with the files, plan, registry, and earlier audits of the checkout. Both must
 * be about the same code, because evidence of another commit proves nothing. The target stays that of
 * the saved evidence, so an audit stays an audit. `ownReports` were named by the user and stay.
 */
export function withEvidence(
  local: EvidenceFile,
  from: EvidenceFile,
  path: string,
  ownReports: boolean,
): EvidenceFile {
  const { audited } = local.target.commits;
  const theirs = from.target.commits;
  if (theirs.audited !== audited && !theirs.sameTree.includes(audited)) {
    throw new UsageError(
      `${path} is about commit ${theirs.audited.slice(0, 12)} and this audit about ${audited.slice(0, 12)}; collect it again: milestone-audit collect --repository ${from.target.repository.owner}/${from.target.repository.name} --sha ${audited} -o ${path}`,
    );
  }
  const github = kindsFrom('github').flatMap((kind) => entry(kind, from.evidence[kind]));
  const either = kindsFrom('either')
    .filter(
      // A report from CI proves its run. A local report counts only where CI has none.
      (kind) =>
        from.evidence[kind]?.state === 'present' &&
        !(ownReports && local.evidence[kind]?.state === 'present'),
    )
    .flatMap((kind) => entry(kind, from.evidence[kind]));
  const evidence = {
    ...local.evidence,
    ...Object.fromEntries([...github, ...either]),
  } as EvidenceSet;
  const target = { ...from.target, milestone: local.target.milestone };
  const notice = `GitHub data was read from ${basename(path)}`;
  const notices = local.notices.filter((one) => !one.includes(NEEDS_GITHUB));
  const otherwise = judgedOtherwise(from, VERSION);
  const added = otherwise === undefined ? [notice] : [notice, otherwise];
  return {
    ...local,
    target,
    milestone: from.milestone.id === local.milestone.id ? from.milestone : local.milestone,
    evidence,
    notices: [...new Set([...notices, ...from.notices, ...added])],
  };
}

function entry(
  kind: EvidenceKind,
  evidence: Evidence<unknown> | undefined,
): readonly (readonly [EvidenceKind, Evidence<unknown>])[] {
  return evidence === undefined ? [] : [[kind, evidence]];
}

/**
 * Returns evidence in which everything that needs GitHub data is missing, not unreadable, and missing
 * reports name the report files that were ignored.
 */
export function withoutGithub(
  local: EvidenceFile,
  ignored: readonly IgnoredReport[] = [],
): EvidenceFile {
  const { pins, artifacts, runs, sources } = local.evidence;
  const shown = {
    dependencies: needsGithub('which dependencies were added and whether they are vulnerable'),
    reviews: needsGithub('who reviewed the change'),
    ...local.evidence,
    pins: checkedPins(pins),
    sources:
      sources.state === 'present'
        ? { ...sources, value: localSources(sources.value, local.config.sources) }
        : sources,
    artifacts: runs.state === 'present' ? artifacts : needsGithub('the artifacts of the runs'),
  };
  const evidence = Object.entries(shown).map(([kind, one]) => [
    kind,
    shortly(
      one,
      ignored.filter((report) => KINDS[report.kind] === kind),
    ),
  ]);
  const github = `this preview of a checkout ${NEEDS_GITHUB} for runs, artifacts and required checks; collect them with milestone-audit collect, and add them with --from evidence.json`;
  return {
    ...local,
    evidence: Object.fromEntries(evidence) as EvidenceSet,
    notices: [...local.notices.filter((one) => !one.includes(NEEDS_GITHUB)), github],
  };
}

/** Kind of evidence that each kind of report belongs to. */
const KINDS: Readonly<Record<IgnoredReport['kind'], EvidenceKind | undefined>> = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  sbom: 'inventory',
  benchmark: 'benchmarks',
  unknown: undefined,
};

function shortly(
  evidence: Evidence<unknown>,
  ignored: readonly IgnoredReport[],
): Evidence<unknown> {
  if (evidence.state === 'present') return evidence;
  const at = evidence.why.indexOf(NEEDS_GITHUB);
  if (at !== -1) return missing(evidence.why.slice(at));
  const elsewhere = ' was found in the artifacts of the evidence runs';
  if (!evidence.why.includes(elsewhere)) return evidence;
  const [first] = ignored;
  if (first === undefined) return missing(evidence.why.replace(elsewhere, ' is in the checkout'));
  const more = ignored.length > 1 ? ` (and ${ignored.length - 1} more)` : '';
  const reason = first.reason === 'stale' ? 'older than the audited commit' : 'committed';
  return missing(`${first.path}${more} is ${reason} and was not read`);
}

/** Pins are missing when none of them was looked up. */
function checkedPins(pins: EvidenceSet['pins']): EvidenceSet['pins'] {
  if (pins.state !== 'present' || pins.value.length === 0) return pins;
  const [first] = pins.value;
  return pins.value.every(({ why }) => why?.includes(NEEDS_GITHUB) === true)
    ? missing(first?.why ?? NEEDS_GITHUB)
    : pins;
}

function needsGithub(what: string): Evidence<never> {
  return missing(`${NEEDS_GITHUB}: ${what}`);
}

/**
 * Returns the sources of a local audit. Only CI uploads artifacts, so a report in the checkout takes
 * the place of one expected artifact of its kind, and of at most one, so that the report of one matrix
 * job does not hide that the others are missing. Sources that name a file choose first.
 */
export function localSources(
  sources: readonly ExpectedSource[],
  declared: readonly SourceConfig[],
): readonly ExpectedSource[] {
  const here = pairs(sources, declared);
  const settled = sources.map((source, at): ExpectedSource => {
    const wanted = source.declared ? declared[at] : undefined;
    if (wanted === undefined || source.state !== 'missing') return source;
    const stands = here.get(wanted);
    return stands === undefined ? nothingHere(source) : standingFor(source, stands);
  });
  const taken = [...here.values()];
  return settled.filter((source) => !taken.includes(source));
}

function pairs(
  sources: readonly ExpectedSource[],
  declared: readonly SourceConfig[],
): ReadonlyMap<SourceConfig, ExpectedSource> {
  const found = new Map<SourceConfig, ExpectedSource>();
  const free = new Set(sources.filter((source) => !source.declared));
  const lacking = declared.filter((_, at) => sources[at]?.state === 'missing');
  for (const wanted of lacking.toSorted((a, b) => rank(a) - rank(b))) {
    const one = [...free].find((source) => fits(source, wanted));
    if (one === undefined) continue;
    free.delete(one);
    found.set(wanted, one);
  }
  return found;
}

function rank({ path }: SourceConfig): number {
  return path === undefined ? 1 : 0;
}

/** The name of an undeclared source begins with its format; a declared source has the name of its file. */
function fits({ kind, what, source }: ExpectedSource, wanted: SourceConfig): boolean {
  const { format, path } = wanted;
  if (kind !== wanted.kind || (format !== undefined && !what.startsWith(`${format} `)))
    return false;
  const file = source?.what.replace(/^file /, '') ?? '';
  return path === undefined || pathMatcher([path, `**/${path}`])(file);
}

function nothingHere(source: ExpectedSource): ExpectedSource {
  const why = `${NEEDS_GITHUB}: the artifacts of the runs; the checkout has no ${source.kind} report that could replace it`;
  return { ...source, why };
}

function standingFor(source: ExpectedSource, one: ExpectedSource): ExpectedSource {
  const why = [`${one.what} of the checkout is read instead`, one.why].filter(Boolean).join(': ');
  const from = one.source === undefined ? {} : { source: one.source };
  return { ...source, state: one.state, why, ...from };
}
