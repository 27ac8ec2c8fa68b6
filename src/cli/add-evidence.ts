import { basename } from 'node:path';
import { kindsFrom } from '../collect/sources/registry.ts';
import { pathMatcher } from '../lib/glob.ts';
import { ONLY_GITHUB } from '../local/git-forge.ts';
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
 * Returns local evidence with the evidence that needs GitHub data. Both must be about the same code,
 * because evidence of another commit proves nothing. `ownReports` were named by the user and stay.
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
      `${path} is about commit ${theirs.audited.slice(0, 12)} and this audit about ${audited.slice(0, 12)}; collect it anew: milestone-audit collect --sha ${audited}`,
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
  const { pull } = from.target;
  const target = {
    ...local.target,
    ...(pull === undefined ? {} : { pull }),
    ...(from.target.serverUrl === undefined ? {} : { serverUrl: from.target.serverUrl }),
    repository: from.target.repository,
    commits: { ...local.target.commits, sameTree: theirs.sameTree, stale: theirs.stale },
  };
  const notice = `what only GitHub knows comes from ${basename(path)}`;
  const notices = [...local.notices.filter((one) => !one.includes(ONLY_GITHUB)), notice];
  const otherwise = judgedOtherwise(from, VERSION);
  const added = otherwise === undefined ? [] : [otherwise];
  return {
    ...local,
    target,
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
 * Returns evidence in which everything that needs GitHub data is absent, not unreadable, and one
 * notice replaces a notice per request.
 */
export function withoutGithub(local: EvidenceFile): EvidenceFile {
  const notice =
    'this audits a local checkout: runs, artifacts, required checks and other things that only GitHub knows are unknown; milestone-audit collect gathers them, and --from evidence.json adds them';
  const { pins, artifacts, runs, sources } = local.evidence;
  const shown = {
    dependencies: onlyGithub('which dependencies were added and whether they are vulnerable'),
    reviews: onlyGithub('who reviewed the change'),
    ...local.evidence,
    pins: askedPins(pins),
    sources:
      sources.state === 'present'
        ? { ...sources, value: localSources(sources.value, local.config.sources) }
        : sources,
    artifacts: runs.state === 'present' ? artifacts : onlyGithub('what the runs uploaded'),
  };
  const evidence = Object.entries(shown).map(([kind, one]) => [kind, shortly(one)]);
  return {
    ...local,
    evidence: Object.fromEntries(evidence) as EvidenceSet,
    notices: [notice, ...local.notices.filter((one) => !one.includes(ONLY_GITHUB))],
  };
}

function shortly(evidence: Evidence<unknown>): Evidence<unknown> {
  if (evidence.state === 'present') return evidence;
  const at = evidence.why.indexOf(ONLY_GITHUB);
  if (at !== -1) return missing(evidence.why.slice(at));
  const why = evidence.why.replace('in the artifacts of the evidence runs', 'in the checkout');
  return { ...evidence, why };
}

/** Pins are no evidence when none of them was looked up. */
function askedPins(pins: EvidenceSet['pins']): EvidenceSet['pins'] {
  if (pins.state !== 'present' || pins.value.length === 0) return pins;
  const [first] = pins.value;
  return pins.value.every(({ why }) => why?.includes(ONLY_GITHUB) === true)
    ? missing(first?.why ?? ONLY_GITHUB)
    : pins;
}

function onlyGithub(what: string): Evidence<never> {
  return missing(`${ONLY_GITHUB} ${what}`);
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
  const why = `only GitHub knows what the runs uploaded, and no report of ${source.kind} lies in the checkout for it`;
  return { ...source, why };
}

function standingFor(source: ExpectedSource, one: ExpectedSource): ExpectedSource {
  const why = [`${one.what} of the checkout stands for it`, one.why].filter(Boolean).join(': ');
  const from = one.source === undefined ? {} : { source: one.source };
  return { ...source, state: one.state, why, ...from };
}
