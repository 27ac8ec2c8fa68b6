import { judgedRuleIds } from '../analysis/runner.ts';
import { inWords } from '../collect/sources/source-manifest.ts';
import { declaredPaths } from '../config/declared-paths.ts';
import { finalizeAudit } from '../history/finalize-audit.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { renderJson } from '../model/audit.ts';
import type { Config, SourceConfig } from '../model/config.ts';
import { missing, present } from '../model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { redactEvidence } from '../model/redact-evidence.ts';
import type { ExpectedSource } from '../model/reports.ts';
import { printOverall, verdictWords } from '../render/format/labels.ts';
import { fingerprintsOf, ruleChanges } from '../rules/fingerprints.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { failOnOf, firstPositional, flag, optionText, passes, UsageError } from './arguments.ts';
import { type Arguments, type Command, VERSION } from './command.ts';
import { configFromFile, sharedCopy } from './config-file.ts';
import { progressOn } from './progress.ts';
import { readInput, writeOutput } from './read-input.ts';

/** `score`: judges and scores an evidence file; the same file gives the same bytes. */
export const scoreCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    const failOn = failOnOf(given);
    const read = readEvidenceText(await readInput(path));
    if (read.state === 'invalid') throw new UsageError(`${path}: ${read.why}`);
    const otherwise = judgedOtherwise(read.bundle, VERSION);
    const bundle = redactEvidence(withNotice(await withConfig(read.bundle, given), otherwise));
    const { audit } = finalizeAudit(bundle, VERSION);
    const progress = progressOn(terminal, flag(given, 'quiet'));
    if (otherwise !== undefined) progress.say(otherwise);
    const output = optionText(given, 'output');
    if (output === undefined || flag(given, 'json')) terminal.out(renderJson(audit));
    if (output !== undefined) {
      const path = await writeOutput(output, renderJson(audit));
      progress.say(
        `${audit.milestone}: ${verdictWords(audit)}, ${printOverall(audit)}; written to ${path}`,
      );
    }
    return passes(audit, failOn) ? 0 : 1;
  },
};

/** Adds the notice to the audit for its readers. */
function withNotice(bundle: EvidenceFile, notice: string | undefined): EvidenceFile {
  return notice === undefined ? bundle : { ...bundle, notices: [...bundle.notices, notice] };
}

/** Another configuration judges the same evidence; the publishing settings of the old one stay. */
async function withConfig(bundle: EvidenceFile, given: Arguments): Promise<EvidenceFile> {
  const path = optionText(given, 'config');
  const copy = optionText(given, 'extends');
  if (path === undefined) {
    if (copy === undefined) return bundle;
    throw new UsageError('--extends needs --config: it is the copy of what that config extends');
  }
  const { config, origin } = await configFromFile(path, {}, sharedCopy(copy));
  return underConfig(bundle, config, origin);
}

/**
 * Returns a notice that names the rules of the config that have changed since the evidence was
 * collected; `undefined` when none has.
 */
export function judgedOtherwise(
  { tool, config }: Pick<EvidenceFile, 'tool' | 'config'>,
  version: string,
): string | undefined {
  if (tool === undefined) {
    return 'this evidence does not name the version that collected it, so rule changes since then are not known';
  }
  const { changed, added, gone } = ruleChanges(tool.rules, fingerprintsOf(RULES));
  const judged = judgedRuleIds(config);
  const asked = (ids: readonly string[]): readonly string[] =>
    ids.filter((id) => judged.includes(id));
  const parts = [
    ...part(asked(changed), 'has changed', 'have changed'),
    ...part(asked(added), 'is new', 'are new'),
    ...part(gone, 'was removed', 'were removed'),
  ];
  if (tool.rulesVersion === RULES_VERSION && parts.length === 0) return undefined;
  const changes =
    parts.length === 0 ? 'the same levels are judged more strictly' : parts.join(', ');
  return `this evidence was collected by milestone-audit ${tool.version} (rules version ${tool.rulesVersion}) and judged by ${version} (rules version ${RULES_VERSION}): ${changes}`;
}

function part(rules: readonly string[], one: string, more: string): readonly string[] {
  if (rules.length === 0) return [];
  return [`${rules.join(', ')} ${rules.length === 1 ? one : more}`];
}

const REPORTS: readonly EvidenceKind[] = [
  'artifacts',
  'tests',
  'coverage',
  'findings',
  'inventory',
  'benchmarks',
  'sources',
  'testJobs',
];

/** Kinds of evidence that depend on a value of the config when they are collected. */
const COLLECTED_BY: readonly (readonly [
  name: string,
  value: (config: Config, milestone: string) => unknown,
  kinds: readonly EvidenceKind[],
])[] = [
  ['workflows', ({ workflows }) => workflows, ['runs', 'expectedRuns', 'probes', ...REPORTS]],
  ['artifacts', ({ artifacts }) => artifacts, REPORTS],
  ['reports', ({ reports }) => reports, REPORTS],
  ['plan', ({ plan, trust }) => [plan, trust], ['plan']],
  ['registry', ({ registry, trust }) => [registry, trust], ['registry']],
  ['ledger', ({ ledger }) => ledger ?? null, ['ledger']],
  ['vex', ({ vex }) => vex ?? null, ['vex']],
  ['probes', ({ probes }) => probes, ['probes']],
  [
    'docs-path',
    ({ docs, docsPath, auditKey }) => [docs, docsPath, auditKey],
    ['previous', 'history'],
  ],
  ['invariants', declaredPaths, ['declaredFiles']],
];

/**
 * Returns saved evidence to be judged under another config. What that config collects in another way
 * is missing: it was never looked for, and less evidence only widens the bounds.
 */
export function underConfig(
  file: EvidenceFile,
  config: Config,
  configOrigin: EvidenceFile['configOrigin'],
): EvidenceFile {
  const lost = COLLECTED_BY.flatMap(([name, value, kinds]) => {
    const [before, after] = [file.config, config].map((one) =>
      canonicalJson(value(one, file.milestone.id)),
    );
    const why = `it was collected under another ${name} of the config`;
    return before === after ? [] : kinds.map((kind) => [kind, missing(why)] as const);
  });
  const sources = otherSources(file, config);
  const evidence = { ...file.evidence, sources, ...Object.fromEntries(lost) } as EvidenceSet;
  return { ...file, config, configOrigin, evidence };
}

/** A source that only the new config declares is missing; one that it no longer declares is not required. */
function otherSources({ config: old, evidence }: EvidenceFile, config: Config) {
  const { sources } = evidence;
  const before = old.sources.map((source) => canonicalJson(source));
  const after = config.sources.map((source) => canonicalJson(source));
  if (before.join() === after.join()) return sources;
  if (sources.state === 'missing' || sources.state === 'unreadable') return sources;
  const all = sources.state === 'present' ? sources.value : [];
  const declared = all.filter((source) => source.declared);
  const known = new Map(before.map((text, at) => [text, declared[at]]));
  const kept = declared.filter(
    (source, at) => !after.includes(before[at] ?? '') && source.state !== 'missing',
  );
  return present(
    [
      ...config.sources.map((source, at) => known.get(after[at] ?? '') ?? notCollected(source)),
      ...kept.map((source) => ({ ...source, declared: false, required: false })),
      ...all.filter((source) => !source.declared),
    ],
    sources.source,
  );
}

function notCollected(source: SourceConfig): ExpectedSource {
  return {
    kind: source.kind,
    what: inWords(source),
    state: 'missing',
    required: source.required,
    declared: true,
    why: 'the evidence was collected under a config that does not declare it',
  };
}
