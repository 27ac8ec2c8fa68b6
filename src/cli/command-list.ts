import type { Command } from './command.ts';

/** A command as `--help` shows it; what it does is loaded when it is run. */
export interface ListedCommand {
  /** Arguments and options. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command of the command line, in the order of `--help`. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  audit: {
    usage:
      'audit [--repo DIR] [--milestone ID] [--base REV] [--head REV] [--reports GLOB]... [--config FILE] [--from EVIDENCE.json] [--out DIR] [--fail-on red|yellow|never] [--json] [--quiet]',
    summary: 'the whole audit of a local checkout, without network',
    load: async () => (await import('./audit-command.ts')).auditCommand,
  },
  collect: {
    usage:
      'collect --repository OWNER/NAME (--sha SHA | --pr N | --run ID) [-o EVIDENCE.json] [--milestone ID] [--workflows NAME]... [--artifacts GLOB]... [--wait-minutes N] [--quiet]',
    summary: 'gather the evidence of one commit from GitHub into one file (GITHUB_TOKEN)',
    load: async () => (await import('./collect-command.ts')).collectCommand,
  },
  score: {
    usage: 'score EVIDENCE.json [--config FILE] [--fail-on red|yellow|never] [-o AUDIT.json]',
    summary: 'judge and score a saved bundle of evidence',
    load: async () => (await import('./score-command.ts')).scoreCommand,
  },
  render: {
    usage: 'render AUDIT.json --view document|comment|summary|ledger|json',
    summary: 'print one view of an audit',
    load: async () => (await import('./render-command.ts')).renderCommand,
  },
  reports: {
    usage: 'reports [--json] FILE...',
    summary: 'what the audit sees in these report files',
    load: async () => (await import('./reports-command.ts')).reportsCommand,
  },
  workflows: {
    usage: 'workflows [--json] [--base DIR] DIR',
    summary: 'what the audit sees in these workflow files',
    load: async () => (await import('./workflows-command.ts')).workflowsCommand,
  },
  rules: {
    usage: 'rules [--json]',
    summary: 'the rules with their boundary tables',
    load: async () => (await import('./rules-command.ts')).rulesCommand,
  },
  explain: {
    usage: 'explain RULE [AUDIT.json]',
    summary: 'why a rule scored what it scored',
    load: async () => (await import('./explain-command.ts')).explainCommand,
  },
  defer: {
    usage:
      'defer ID --issue TEXT (--tests GLOB... | --rule RULE --level N | --threshold NAME) --reason TEXT --owner NAME --discovered ID --until ID --exit TEXT [--registry FILE]',
    summary: 'add an entry to the deferral registry, leaving every other byte of it',
    load: async () => (await import('./defer-command.ts')).deferCommand,
  },
  init: {
    usage: 'init [--repo DIR] [--action OWNER/NAME@REF] [--dry-run]',
    summary: 'write a starting config and workflow that fit, overwriting nothing',
    load: async () => (await import('./init-command.ts')).initCommand,
  },
  'check-config': {
    usage: 'check-config FILE',
    summary: 'every problem in a config at once',
    load: async () => (await import('./check-config-command.ts')).checkConfigCommand,
  },
};
