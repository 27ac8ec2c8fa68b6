import type { ListedCommand, ListedOption } from './listed-command.ts';

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

/** From evidence to an audit, and from an audit to what is read. */
export const JUDGING: Readonly<Record<string, ListedCommand>> = {
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
      {
        name: 'write',
        meaning:
          'writes them, index, page and pictures where a merge would commit them; commits nothing',
      },
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
