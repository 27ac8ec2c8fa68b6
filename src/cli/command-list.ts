import type { ListedCommand, ListedOption } from './command.ts';

const FAIL_ON: ListedOption = {
  name: 'fail-on',
  value: 'red|yellow|never',
  meaning: 'verdict from which on the exit code is 1; red when left out',
};

const QUIET: ListedOption = { name: 'quiet', meaning: 'no progress, and the verdict in one line' };

const EXTENDS: ListedOption = {
  name: 'extends',
  value: 'FILE',
  meaning: 'copy of the shared config that the config extends, which no checkout holds',
};

const MILESTONE: ListedOption = {
  name: 'milestone',
  value: 'ID',
  meaning: 'milestone to audit, such as M01; told by branch, subject or tag when left out',
};

/** Commands that judge evidence and render audits. */
const JUDGING: Readonly<Record<string, ListedCommand>> = {
  audit: {
    summary: 'the whole audit of a local checkout, without network',
    options: [
      {
        name: 'repo',
        value: 'DIR',
        meaning: 'checkout to audit; the current folder when left out',
      },
      MILESTONE,
      {
        name: 'base',
        value: 'REV',
        meaning: 'commit to compare with; else where it left the default branch',
      },
      { name: 'head', value: 'REV', meaning: 'commit to audit; else what is checked out' },
      {
        name: 'reports',
        value: 'GLOB',
        repeated: true,
        meaning: 'report files to read, quoted; else those found where tools leave them',
      },
      { name: 'config', value: 'FILE', meaning: 'config to use; else .github/milestone-audit.yml' },
      EXTENDS,
      {
        name: 'from',
        value: 'EVIDENCE.json',
        meaning: 'adds what only GitHub knows, as `collect` saved it',
      },
      { name: 'out', value: 'DIR', meaning: 'writes document, JSON and evidence into this folder' },
      FAIL_ON,
      { name: 'json', meaning: 'prints the audit as JSON' },
      QUIET,
    ],
    stray: (stray) => `a checkout is named with --repo ${stray}`,
    examples: [
      'milestone-audit audit',
      "milestone-audit audit --milestone M01 --reports 'reports/*.xml' --out audit",
    ],
    load: async () => (await import('./audit-command.ts')).auditCommand,
  },
  collect: {
    summary: 'gather the evidence of one commit from GitHub into one file (GITHUB_TOKEN)',
    options: [
      {
        name: 'repository',
        value: 'OWNER/NAME',
        needed: true,
        meaning: 'repository to ask; GITHUB_REPOSITORY when left out',
      },
      {
        name: 'sha',
        value: 'SHA',
        choice: 'what',
        meaning: 'the commit, branch or tag to collect for',
      },
      { name: 'pr', value: 'N', choice: 'what', meaning: 'or the pull request, at its head' },
      { name: 'run', value: 'ID', choice: 'what', meaning: 'or the workflow run, at its commit' },
      {
        name: 'output',
        short: 'o',
        value: 'EVIDENCE.json',
        meaning: 'file to write; the standard output when left out',
      },
      MILESTONE,
      {
        name: 'workflows',
        value: 'NAME',
        repeated: true,
        meaning: 'workflows whose runs are evidence; all that ran when left out',
      },
      {
        name: 'artifacts',
        value: 'GLOB',
        repeated: true,
        meaning: 'artifacts to read; all when left out',
      },
      {
        name: 'wait-minutes',
        value: 'N',
        meaning: 'how long to wait for unfinished runs; 10 when left out',
      },
      { name: 'quiet', meaning: 'no progress' },
    ],
    examples: ['milestone-audit collect --repository OWNER/NAME --pr 7 -o evidence.json'],
    load: async () => (await import('./collect-command.ts')).collectCommand,
  },
  score: {
    summary: 'judge and score a saved bundle of evidence',
    takes: { shown: ['EVIDENCE.json'], what: 'evidence file', least: 1, most: 1 },
    options: [
      { name: 'config', value: 'FILE', meaning: 'judge by this config instead of the saved one' },
      EXTENDS,
      FAIL_ON,
      {
        name: 'output',
        short: 'o',
        value: 'AUDIT.json',
        meaning: 'file to write; the standard output when left out',
      },
      { name: 'quiet', meaning: 'nothing but the result' },
    ],
    examples: ['milestone-audit score evidence.json -o audit.json'],
    load: async () => (await import('./score-command.ts')).scoreCommand,
  },
  render: {
    summary: 'print one view of an audit',
    takes: { shown: ['AUDIT.json'], what: 'audit file', least: 1, most: 1 },
    options: [
      {
        name: 'view',
        value: 'document|comment|summary|ledger|json',
        meaning: 'what to print; document when left out',
      },
      {
        name: 'output',
        short: 'o',
        value: 'FILE',
        meaning: 'file to write; the standard output when left out',
      },
      { name: 'watch', meaning: 'renders again whenever the audit changes, until it is stopped' },
    ],
    examples: ['milestone-audit render audit.json --view comment'],
    load: async () => (await import('./render-command.ts')).renderCommand,
  },
  verify: {
    summary: 'make every committed audit once more from its evidence, and compare byte for byte',
    options: [
      {
        name: 'repo',
        value: 'DIR',
        meaning: 'checkout whose commit is looked at; the current folder when left out',
      },
      { name: 'config', value: 'FILE', meaning: 'config to use; else .github/milestone-audit.yml' },
      EXTENDS,
      { name: 'json', meaning: 'prints each file and what became of it as JSON' },
    ],
    stray: (stray) => `a checkout is named with --repo ${stray}`,
    examples: ['milestone-audit verify'],
    load: async () => (await import('./verify-command.ts')).verifyCommand,
  },
};

/** Commands for the files that a team writes: configuration, workflow, registry. */
const WRITING: Readonly<Record<string, ListedCommand>> = {
  defer: {
    summary: 'add an entry to the deferral registry, leaving every other byte of it',
    takes: { shown: ['ID'], what: 'id of the deferral', least: 1, most: 1 },
    options: [
      { name: 'issue', value: 'TEXT', needed: true, meaning: 'where it is worked on, such as #12' },
      {
        name: 'tests',
        value: 'GLOB',
        repeated: true,
        choice: 'covers',
        meaning: 'the failing tests that it covers, by name',
      },
      { name: 'rule', value: 'RULE', choice: 'covers', meaning: 'or the rule that it lifts' },
      {
        name: 'level',
        value: 'N',
        beside: 'rule',
        meaning: 'and the level, 0 to 5, that the rule is lifted to',
      },
      {
        name: 'threshold',
        value: 'NAME',
        choice: 'covers',
        meaning: 'or the threshold that is missed',
      },
      { name: 'reason', value: 'TEXT', needed: true, meaning: 'why it is put off' },
      { name: 'owner', value: 'NAME', needed: true, meaning: 'who sees to it' },
      { name: 'discovered', value: 'ID', needed: true, meaning: 'milestone in which it was found' },
      {
        name: 'until',
        value: 'ID',
        needed: true,
        meaning: 'milestone from which on it no longer holds',
      },
      { name: 'exit', value: 'TEXT', needed: true, meaning: 'how it will be known to be mended' },
      { name: 'registry', value: 'FILE', meaning: 'docs/milestones/deferred.yml when left out' },
    ],
    load: async () => (await import('./defer-command.ts')).deferCommand,
  },
  init: {
    summary: 'write a starting config and workflow that fit, overwriting nothing',
    options: [
      {
        name: 'repo',
        value: 'DIR',
        meaning: 'checkout to write into; the current folder when left out',
      },
      {
        name: 'action',
        value: 'OWNER/NAME@REF',
        meaning: 'action that the workflow uses; best a full commit',
      },
      { name: 'dry-run', meaning: 'shows both files and writes neither' },
    ],
    stray: (stray) => `name a folder with --repo ${stray}`,
    examples: ['milestone-audit init --dry-run'],
    load: async () => (await import('./init-command.ts')).initCommand,
  },
  'check-config': {
    summary: 'every problem in a config at once',
    takes: { shown: ['FILE'], what: 'config file', least: 1, most: 1 },
    options: [{ name: 'json', meaning: 'prints JSON' }],
    examples: ['milestone-audit check-config .github/milestone-audit.yml'],
    load: async () => (await import('./check-config-command.ts')).checkConfigCommand,
  },
};

const JSON_OPTION: ListedOption = { name: 'json', meaning: 'prints JSON' };

/** Commands that show what the audit sees and why it judges so. */
const LOOKING: Readonly<Record<string, ListedCommand>> = {
  reports: {
    summary: 'what the audit sees in these report files',
    takes: {
      shown: ['FILE...'],
      what: 'a report file, folder or glob',
      least: 1,
      most: Number.POSITIVE_INFINITY,
    },
    options: [JSON_OPTION],
    examples: ['milestone-audit reports reports/junit.xml coverage'],
    load: async () => (await import('./reports-command.ts')).reportsCommand,
  },
  workflows: {
    summary: 'what the audit sees in these workflow files',
    takes: { shown: ['DIR'], what: 'folder', least: 1, most: 1 },
    options: [
      JSON_OPTION,
      {
        name: 'base',
        value: 'DIR',
        meaning: 'an earlier state of the same folder: shows what was weakened',
      },
    ],
    examples: ['milestone-audit workflows .'],
    load: async () => (await import('./workflows-command.ts')).workflowsCommand,
  },
  rules: {
    summary: 'the rules with their boundary tables',
    options: [JSON_OPTION],
    stray: () => 'to see one rule: explain RULE',
    load: async () => (await import('./rules-command.ts')).rulesCommand,
  },
  explain: {
    summary: 'why a rule scored what it scored',
    takes: { shown: ['RULE', '[AUDIT.json]'], what: 'rule', least: 1, most: 2 },
    options: [JSON_OPTION],
    examples: [
      'milestone-audit explain pinned-actions',
      'milestone-audit explain pinned-actions docs/milestones/M01/M01_audit.json',
    ],
    load: async () => (await import('./explain-command.ts')).explainCommand,
  },
};

const COMPLETION: ListedCommand = {
  summary: 'print the completion of commands and options for a shell',
  takes: { shown: ['bash|zsh|fish'], what: 'shell', least: 1, most: 1 },
  options: [],
  examples: [
    'source <(milestone-audit completion bash)',
    'milestone-audit completion zsh > "$fpath[1]/_milestone-audit"',
    'milestone-audit completion fish | source',
  ],
  load: async () => (await import('./completion-command.ts')).completionOf(COMMANDS),
};

/** The commands, grouped as in `--help`. */
export const GROUPS: readonly (readonly [
  title: string,
  commands: Readonly<Record<string, ListedCommand>>,
])[] = [
  ['Audit', JUDGING],
  ['Look', LOOKING],
  ['Write', WRITING],
  ['Shell', { completion: COMPLETION }],
];

/** Every command, in the order of `--help`. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  ...JUDGING,
  ...LOOKING,
  ...WRITING,
  completion: COMPLETION,
};
