import type { ListedCommand, ListedOption } from './command.ts';

const FAIL_ON: ListedOption = {
  name: 'fail-on',
  value: 'red|yellow|never',
  meaning: 'mildest verdict that gives exit code 1; default: that of the config, or red',
};

const QUIET: ListedOption = {
  name: 'quiet',
  meaning: 'prints no progress, and the verdict on one line',
};

const EXTENDS: ListedOption = {
  name: 'extends',
  value: 'FILE',
  meaning: 'local copy of the shared config that the config extends',
};

const MILESTONE: ListedOption = {
  name: 'milestone',
  value: 'ID',
  meaning: 'milestone to audit, such as M01; default: from branch, title, subject, or tag',
};

/** Commands that judge evidence and render audits. */
const JUDGING: Readonly<Record<string, ListedCommand>> = {
  audit: {
    summary: 'audit a pull request on GitHub, or preview the audit of a local checkout',
    takes: { shown: ['[URL]'], what: 'pull request', least: 0, most: 1 },
    options: [
      { name: 'repo', value: 'DIR', meaning: 'checkout to preview; default: the current folder' },
      MILESTONE,
      {
        name: 'base',
        value: 'REV',
        meaning: 'commit to compare a checkout with; default: where it left the default branch',
      },
      {
        name: 'head',
        value: 'REV',
        meaning: 'commit of the checkout to preview; default: the checked-out commit',
      },
      {
        name: 'reports',
        value: 'GLOB',
        repeated: true,
        meaning: 'report files of the checkout, quoted; default: the usual names and folders',
      },
      {
        name: 'config',
        value: 'FILE',
        meaning: 'config to use; default: .github/milestone-audit.yml of the repository',
      },
      EXTENDS,
      {
        name: 'from',
        value: 'EVIDENCE.json',
        meaning: 'saved GitHub data of the same commit: gives an audit instead of a preview',
      },
      {
        name: 'out',
        value: 'DIR',
        meaning: 'writes the document, the JSON and the evidence into this folder',
      },
      { name: 'evidence', value: 'FILE', meaning: 'writes the evidence into this file' },
      FAIL_ON,
      { name: 'json', meaning: 'prints the audit as JSON' },
      { name: 'verbose', meaning: 'prints everything, not only what fits on one screen' },
      QUIET,
    ],
    examples: [
      'milestone-audit audit https://github.com/OWNER/NAME/pull/12',
      'milestone-audit audit',
      "milestone-audit audit --milestone M01 --reports 'reports/*.xml' --out audit",
    ],
    load: async () => (await import('./audit-command.ts')).auditCommand,
  },
  collect: {
    summary: 'collect the evidence of one commit from GitHub into one file',
    options: [
      {
        name: 'repository',
        value: 'OWNER/NAME',
        needed: true,
        meaning: 'repository to collect from; default: GITHUB_REPOSITORY',
      },
      {
        name: 'sha',
        value: 'SHA',
        choice: 'what',
        meaning: 'commit, branch, or tag',
      },
      { name: 'pr', value: 'N', choice: 'what', meaning: 'pull request, at its head' },
      { name: 'run', value: 'ID', choice: 'what', meaning: 'workflow run, at its commit' },
      {
        name: 'output',
        short: 'o',
        value: 'EVIDENCE.json',
        meaning: 'file to write; default: standard output',
      },
      MILESTONE,
      {
        name: 'workflows',
        value: 'NAME',
        repeated: true,
        meaning: 'workflows whose runs are evidence; default: all that ran',
      },
      {
        name: 'artifacts',
        value: 'GLOB',
        repeated: true,
        meaning: 'artifacts to read; default: all',
      },
      {
        name: 'wait-minutes',
        value: 'N',
        meaning: 'minutes to wait for unfinished runs; default: 10',
      },
      { name: 'quiet', meaning: 'prints no progress' },
    ],
    examples: ['milestone-audit collect --repository OWNER/NAME --pr 7 -o evidence.json'],
    load: async () => (await import('./collect-command.ts')).collectCommand,
  },
  score: {
    summary: 'judge and score saved evidence',
    takes: { shown: ['EVIDENCE.json'], what: 'evidence file', least: 1, most: 1 },
    options: [
      { name: 'config', value: 'FILE', meaning: 'config to judge by; default: the saved one' },
      EXTENDS,
      FAIL_ON,
      {
        name: 'output',
        short: 'o',
        value: 'AUDIT.json',
        meaning: 'file to write; default: standard output',
      },
      { name: 'quiet', meaning: 'prints only the result' },
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
        value: 'document|comment|summary|ledger|json|sarif|junit|svr|test-result',
        meaning: 'view to print; default: document',
      },
      {
        name: 'output',
        short: 'o',
        value: 'FILE',
        meaning: 'file to write; default: standard output',
      },
      { name: 'watch', meaning: 'prints again whenever the file changes, until you stop it' },
    ],
    examples: ['milestone-audit render audit.json --view comment'],
    load: async () => (await import('./render-command.ts')).renderCommand,
  },
  verify: {
    summary: 'recompute committed audits from their evidence, or verify a signed one',
    options: [
      {
        name: 'repo',
        value: 'DIR',
        meaning: 'checkout whose commit is verified; default: the current folder',
      },
      {
        name: 'config',
        value: 'FILE',
        meaning: 'config to use; default: .github/milestone-audit.yml',
      },
      EXTENDS,
      { name: 'json', meaning: 'prints each file and its state as JSON' },
      {
        name: 'bundle',
        value: 'FILE',
        meaning: 'signed statement (Sigstore bundle) to verify, offline; needs --audit',
      },
      { name: 'audit', value: 'AUDIT.json', meaning: 'audit that the statement is about' },
      {
        name: 'evidence',
        value: 'EVIDENCE.json',
        meaning: 'evidence of that audit; default: the file next to it',
      },
      {
        name: 'signer-workflow',
        value: 'PATH',
        meaning: 'workflow file that must have signed, such as .github/workflows/audit.yml',
      },
      { name: 'run', value: 'ID', meaning: 'workflow run that must have signed' },
      {
        name: 'trusted-root',
        value: 'FILE',
        meaning: 'trusted root of a private Sigstore; default: the public one of this version',
      },
    ],
    stray: (stray) => `name a checkout with --repo ${stray}`,
    examples: [
      'milestone-audit verify',
      'milestone-audit verify --bundle bundle.jsonl --audit M01_audit.json --signer-workflow .github/workflows/audit.yml',
    ],
    load: async () => (await import('./verify-command.ts')).verifyCommand,
  },
};

/** Commands for the files that a team writes: configuration, workflow, registry. */
const WRITING: Readonly<Record<string, ListedCommand>> = {
  defer: {
    summary: 'add an entry to the deferral registry and leave every other byte unchanged',
    takes: { shown: ['ID'], what: 'id of the deferral', least: 1, most: 1 },
    options: [
      { name: 'issue', value: 'TEXT', needed: true, meaning: 'issue that tracks it, such as #12' },
      {
        name: 'tests',
        value: 'GLOB',
        repeated: true,
        choice: 'covers',
        meaning: 'failing tests that it covers, by name',
      },
      { name: 'rule', value: 'RULE', choice: 'covers', meaning: 'rule that it raises' },
      {
        name: 'level',
        value: 'N',
        beside: 'rule',
        meaning: 'level, 0 to 5, that the rule is raised to',
      },
      {
        name: 'threshold',
        value: 'NAME',
        choice: 'covers',
        meaning: 'threshold that is missed',
      },
      { name: 'reason', value: 'TEXT', needed: true, meaning: 'why it is deferred' },
      { name: 'owner', value: 'NAME', needed: true, meaning: 'owner' },
      {
        name: 'discovered',
        value: 'ID',
        needed: true,
        meaning: 'milestone in which it was discovered',
      },
      {
        name: 'until',
        value: 'ID',
        needed: true,
        meaning: 'milestone in which it expires',
      },
      {
        name: 'exit',
        value: 'TEXT',
        needed: true,
        meaning: 'exit criterion: how to tell that it is fixed',
      },
      { name: 'registry', value: 'FILE', meaning: 'default: docs/milestones/deferred.yml' },
    ],
    load: async () => (await import('./defer-command.ts')).deferCommand,
  },
  init: {
    summary: 'write a config and a workflow that fit this repository; overwrites nothing',
    options: [
      {
        name: 'repo',
        value: 'DIR',
        meaning: 'checkout to write into; default: the current folder',
      },
      {
        name: 'action',
        value: 'OWNER/NAME@REF',
        meaning: 'action that the workflow uses, best pinned to a full commit',
      },
      { name: 'dry-run', meaning: 'prints both files and writes neither' },
    ],
    stray: (stray) => `name a folder with --repo ${stray}`,
    examples: ['milestone-audit init --dry-run'],
    load: async () => (await import('./init-command.ts')).initCommand,
  },
  'check-config': {
    summary: 'list every problem in a config, or its values and where they come from',
    takes: { shown: ['FILE'], what: 'config file', least: 1, most: 1 },
    options: [EXTENDS, { name: 'json', meaning: 'prints JSON' }],
    examples: ['milestone-audit check-config .github/milestone-audit.yml'],
    load: async () => (await import('./check-config-command.ts')).checkConfigCommand,
  },
};

const JSON_OPTION: ListedOption = { name: 'json', meaning: 'prints JSON' };

/** Commands that show what the audit reads and why a rule is at its level. */
const INSPECTING: Readonly<Record<string, ListedCommand>> = {
  reports: {
    summary: 'show what the audit reads in report files',
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
    summary: 'show what the audit reads in workflow files, with findings marked',
    takes: { shown: ['DIR'], what: 'folder', least: 1, most: 1 },
    options: [
      JSON_OPTION,
      {
        name: 'base',
        value: 'DIR',
        meaning: 'earlier state of the same folder, to show what was weakened',
      },
    ],
    examples: ['milestone-audit workflows .'],
    load: async () => (await import('./workflows-command.ts')).workflowsCommand,
  },
  rules: {
    summary: 'list the rules, or show the levels of one rule',
    takes: { shown: ['[RULE]'], what: 'rule', least: 0, most: 1 },
    options: [JSON_OPTION],
    examples: ['milestone-audit rules', 'milestone-audit rules pinned-actions'],
    load: async () => (await import('./rules-command.ts')).rulesCommand,
  },
  explain: {
    summary: 'show why a rule is at its level, and what the next level takes',
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
  ['Inspect', INSPECTING],
  ['Write', WRITING],
  ['Shell', { completion: COMPLETION }],
];

/** Every command, in the order of `--help`. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  ...JUDGING,
  ...INSPECTING,
  ...WRITING,
  completion: COMPLETION,
};
