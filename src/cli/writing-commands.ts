import type { ListedCommand } from './listed-command.ts';

/** What a team writes: config, workflow, registry. */
export const WRITING: Readonly<Record<string, ListedCommand>> = {
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
