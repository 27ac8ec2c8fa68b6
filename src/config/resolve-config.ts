import type {
  Config,
  DocsMode,
  InvariantConfig,
  ProbeConfig,
  RuleConfig,
} from '../model/config.ts';
import type { Level } from '../model/verdict.ts';
import { parseCondition } from './condition.ts';
import type { ConfigFile } from './config-schema.ts';
import {
  DEFAULT_GATES,
  DEFAULT_PLAN,
  DEFAULT_REGISTRY,
  DEFAULT_ZONES,
  PROFILES,
} from './defaults.ts';
import { defined, type Settings } from './settings.ts';

/** Values that apply when neither input nor config sets them. */
const DEFAULTS = {
  comment: 'on-change',
  docs: 'auto',
  docsPath: 'docs/milestones/{milestone}/{milestone}_audit.md',
  status: 'status',
  statusName: 'Milestone audit',
  failOn: 'red',
  evidence: 'commit',
  trust: 'head',
  workflows: [],
  artifacts: ['*'],
  plan: DEFAULT_PLAN,
  registry: DEFAULT_REGISTRY,
} as const;

/** Returns the config with inputs, file, and defaults merged, in this order of priority. Both must be checked. */
export function resolveConfig(file: ConfigFile, settings: Settings): Config {
  const profileName = file.profile ?? 'default';
  const profile = PROFILES[profileName];
  const layered = { ...DEFAULTS, ...fileLayer(file), ...settings };
  const categories = file.categories?.map(categoryOf) ?? profile.categories;
  return {
    ...layered,
    profile: profileName,
    milestone: milestoneOf(file, settings),
    categories,
    unscored: unscoredRules(file, profile.unscored, categories),
    rules: rulesOf(file),
    ...ownRulesOf(file),
    gates: gatesOf(file),
    sources: (file.sources ?? []).map(sourceOf),
    probes: probesOf(file),
    invariants: (file.invariants ?? []).map(invariantOf),
    zones: file.zones
      ? Object.entries(file.zones).map(([zone, globs]) => ({ zone, globs }))
      : DEFAULT_ZONES,
    docs: docsOf(layered.docs),
  };
}

/**
 * Returns the rules that are judged without a category. Who names artifacts to attest wants to know about
 * them, and a gate that is written down must not pass because nobody judged its rule.
 */
function unscoredRules(
  file: ConfigFile,
  ofProfile: readonly string[],
  categories: Config['categories'],
): readonly string[] {
  const asked = (file.gates ?? []).flatMap((gate) => ('when' in gate ? (gate.when ?? []) : []));
  const named = asked.flatMap((text) => {
    const parsed = parseCondition(text, 'any');
    const subject = parsed.state === 'condition' ? parsed.condition.subject : undefined;
    return subject?.kind === 'rule' ? [subject.rule] : [];
  });
  const scored = categories.flatMap((one) => (one.kind === 'measured' ? one.rules : []));
  const attested = file.attestations ? ['build-provenance'] : [];
  const all = [...ofProfile, ...attested, ...named.filter((id) => !scored.includes(id))];
  return [...new Set(all)];
}

function fileLayer(file: ConfigFile) {
  return defined({
    comment: file.comment,
    docs: file.docs,
    docsPath: file['docs-path'],
    status: file.status,
    statusName: file['status-name'],
    failOn: file['fail-on'],
    evidence: file.evidence,
    minimumScore: file['minimum-score'],
    ratchet: file.ratchet,
    trust: file.trust,
    workflows: file.workflows,
    artifacts: file.artifacts,
    workflowKeys: file['workflow-keys'],
    plan: file.plan,
    registry: file.registry,
    ledger: file.ledger,
    vex: file.vex,
    attestations: file.attestations?.map(({ 'trusted-root': trustedRoot, artifact, ...rest }) => {
      return { artifact, ...defined({ ...rest, trustedRoot }) };
    }),
  });
}

function milestoneOf(file: ConfigFile, settings: Settings): Config['milestone'] {
  const declared = defined(file.milestone ?? {});
  return settings.milestone === undefined ? declared : { ...declared, id: settings.milestone };
}

type FileCategory = NonNullable<ConfigFile['categories']>[number];
function categoryOf(category: FileCategory): Config['categories'][number] {
  const { id, title, weight } = category;
  return 'rules' in category
    ? { kind: 'measured', id, title, weight, rules: category.rules }
    : {
        kind: 'attested',
        id,
        title,
        weight,
        level: category.attested.level as Level,
        reason: category.attested.reason,
        by: category.attested.by,
      };
}

function rulesOf(file: ConfigFile): Config['rules'] {
  const entries = Object.entries(file.rules ?? {}).map(([id, options]): [string, RuleConfig] => {
    const off = options['off'];
    return [id, typeof off === 'string' ? { state: 'off', reason: off } : { state: 'on', options }];
  });
  return Object.fromEntries(entries);
}

function ownRulesOf(file: ConfigFile): Pick<Config, 'ownRules'> {
  const own = file['own-rules'];
  if (own === undefined) return {};
  return {
    ownRules: own.map(({ id, title, expression, levels, ...rest }) => {
      return { id, title, expression, levels: defined(levels), ...defined(rest) };
    }),
  };
}

/** Returns the default gates, changed by those of the file with the same title, and then the others. */
function gatesOf(file: ConfigFile): Config['gates'] {
  const own = (file.gates ?? []).map(({ title, when, ...rest }) => ({
    title,
    when: when ?? DEFAULT_GATES.find((gate) => gate.title === title)?.when ?? [],
    ...defined(rest),
  }));
  const replaced = DEFAULT_GATES.map((gate) => own.find((one) => one.title === gate.title) ?? gate);
  return [...replaced, ...own.filter((gate) => !replaced.includes(gate))];
}

type FileSource = NonNullable<ConfigFile['sources']>[number];
function sourceOf(source: FileSource): Config['sources'][number] {
  return { ...defined(source), kind: source.kind, required: source.required ?? true };
}

function probesOf(file: ConfigFile): readonly ProbeConfig[] {
  return Object.entries(file.probes ?? {}).flatMap(([name, probe]) =>
    probe === undefined ? [] : [{ name, ...defined(probe) }],
  );
}

type FileInvariant = NonNullable<ConfigFile['invariants']>[number];
function invariantOf(invariant: FileInvariant): InvariantConfig {
  const { title } = invariant;
  if ('unchanged' in invariant) return { kind: 'unchanged', title, globs: invariant.unchanged };
  if ('files' in invariant) return { kind: 'files', title, files: invariant.files };
  if ('rule' in invariant) {
    return { kind: 'rule', title, rule: invariant.rule, atLeast: invariant['at-least'] as Level };
  }
  if ('job' in invariant) return { kind: 'job', title, job: invariant.job };
  if ('step' in invariant) return { kind: 'step', title, step: invariant.step };
  return {
    kind: 'artifact',
    title,
    ...defined({ digest: invariant.digest }),
    artifact: invariant.artifact,
  };
}

function docsOf(text: string): DocsMode {
  return text.startsWith('branch:')
    ? { kind: 'branch', branch: text.slice('branch:'.length) }
    : { kind: text as 'auto' };
}
