import type { ListedCommand, ListedOption } from './listed-command.ts';

const JSON_OPTION: ListedOption = { name: 'json', meaning: 'prints JSON' };

/** What the audit sees, and why it judges as it does. */
export const LOOKING: Readonly<Record<string, ListedCommand>> = {
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
