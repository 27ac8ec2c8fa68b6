import type { Source } from '../../src/model/evidence.ts';
import type { EvidenceFile, EvidenceKind } from '../../src/model/evidence-file.ts';
import { MAX_COMMITTED_BYTES } from '../../src/model/evidence-text.ts';
import { RULES } from '../../src/rules/registry.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

const KEYS: Readonly<Record<keyof EvidenceFile, string>> = {
  schema: '`milestone-evidence/1`',
  target: 'what is audited: repository, milestone, branch, pull request, commits, whether trusted',
  config: 'the config after checking, with every default and input filled in',
  configOrigin:
    'where the config was read: path, commit, and `policy`, `head`, `default` or `file`; under `extends` the shared config beneath it',
  evidence: 'the kinds below, each `present`, `absent` or `unreadable`',
  milestone: 'id, title, and the next id',
  notices: 'what collecting could not do, as sentences',
  tool: 'version of program and rules that collected it, with a short digest of each rule’s boundaries',
};

const KINDS: Readonly<Record<EvidenceKind, string>> = {
  runs: 'workflow runs with all attempts, jobs and steps',
  tests: 'test reports, by leg',
  baseTests: 'test reports of the base’s runs',
  coverage: 'coverage reports, by leg',
  baseCoverage: 'coverage reports of the base’s runs',
  findings: 'scan reports (SARIF, audits)',
  inventory: 'bills of materials',
  baseInventory: 'bills of materials of the base’s runs',
  testJobs: 'what the jobs whose test reports were read say of the same tests: steps and log',
  benchmarks: 'benchmark reports',
  artifacts: 'artifacts of the runs, read or not, with their digests',
  sources: 'what was expected, and how each ended',
  files: 'workflow files, settings and lockfiles of the audited commit',
  baseFiles: 'the same of the base',
  pins: 'whether the commits that actions are pinned to exist in their own repositories',
  probes: 'steps and log lines that the config’s probes name',
  declaredFiles: 'files that invariants and rules ask for',
  changes: 'changed files between base and audited commit',
  plan: 'the milestone’s plan and its task lists',
  registry: 'the deferral registry',
  previous: 'earlier audits that are committed in the repository',
  requiredChecks: 'contexts that branch rules require',
  baseCi: 'whether the base’s CI was green',
  dependencies:
    'added and removed packages with their known vulnerabilities, from GitHub’s dependency graph',
  ledger: 'rows of the ledger',
  reviews: 'last review of each reviewer',
  scope: 'the GitHub milestone of that name: state, due date, open and closed counts',
  history: 'what this milestone’s own earlier audits were',
};

const SOURCE: Readonly<Record<keyof Source, string>> = {
  what: 'what was read, in words',
  url: 'the page on which a reader sees it',
  runId: 'workflow run',
  attempt: 'its attempt, from 1',
  job: 'job name',
  step: 'step name',
  artifactId: 'artifact',
  digest: '`sha256:…` of the artifact, as GitHub states it',
  path: 'path in the repository, or inside of the artifact',
  line: 'line of that file, from 1',
  commit: 'commit at which the path was read',
  blob: 'git’s id of the file',
};

function rulesOf(kind: string, list: 'needs' | 'uses'): string {
  return RULES.filter((rule) => (rule[list] as readonly string[]).includes(kind))
    .map(({ id }) => inCode(id))
    .join(', ');
}

/** The page of the evidence bundle, checked by the types it describes. */
export function evidenceJson(): string {
  const rows = (table: Readonly<Record<string, string>>): readonly (readonly string[])[] =>
    Object.entries(table).map(([key, meaning]) => [inCode(key), meaning]);
  return [
    GENERATED,
    '',
    '# Evidence as JSON',
    '',
    'Everything an audit is judged by, in one file: `collect` and the action write it, `score` judges it again without a network. The same bundle gives the same audit, byte for byte. Its JSON Schema is `schema/evidence.schema.json`, made from the types of the program. Keys are sorted, lines end in LF, and the file ends in one newline.',
    '',
    '**Compatibility.** `milestone-evidence/1` only gains keys, and every version of the program reads it as long as there are audits that rest on it: a bundle of the first version is kept among the tests. A kind that an older bundle does not have is read as absent, which makes rules that need it unknown and never better. Which rules judge otherwise than when it was collected, `score` says on stderr and among the notices of the audit. Of a format that is newer than the program, nothing is guessed: it is refused with exit code 2.',
    '',
    '## Keys',
    '',
    ...markdownTable(['key', 'holds'], rows(KEYS)),
    '',
    '## Kinds of evidence',
    '',
    'Each is `{ "state": "present", "value", "source" }`, `{ "state": "absent", "why" }` or `{ "state": "unreadable", "why", "source" }`. A rule that needs a kind which is not present is unknown; a rule that uses one does without it.',
    '',
    ...markdownTable(
      ['kind', 'holds', 'needed by', 'used by'],
      Object.entries(KINDS).map(([kind, meaning]) => [
        inCode(kind),
        meaning,
        rulesOf(kind, 'needs'),
        rulesOf(kind, 'uses'),
      ]),
    ),
    '',
    '## Source',
    '',
    'Where a value was read. Keys that do not apply are left out.',
    '',
    ...markdownTable(['key', 'holds'], rows(SOURCE)),
    '',
    '## Size',
    '',
    `The committed copy has at most ${MAX_COMMITTED_BYTES / 1024} KiB. A larger one is shortened step by step, least missed first (identities of test cases, coverage by file, …), and its \`notices\` name what was left out. The output \`evidence-file\` and \`collect\` always give all of it.`,
    '',
  ].join('\n');
}
