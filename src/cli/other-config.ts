import { inWords } from '../collect/sources/source-manifest.ts';
import { declaredPaths } from '../config/declared-paths.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { Config, SourceConfig } from '../model/config.ts';
import { missing, present } from '../model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import type { ExpectedSource } from '../model/reports.ts';

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
