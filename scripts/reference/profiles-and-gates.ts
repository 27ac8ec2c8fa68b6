import { DEFAULT_GATES, DEFAULT_ZONES, PROFILES } from '../../src/config/defaults.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

const link = (id: string): string => `[${id}](../rules/${id}.md)`;

function profile(name: keyof typeof PROFILES): readonly string[] {
  const { categories, unscored } = PROFILES[name];
  const rows = categories.map((category) => [
    category.title,
    inCode(category.id),
    String(category.weight),
    category.kind === 'measured' ? category.rules.map(link).join(', ') : 'attested',
  ]);
  const more = unscored.length === 0 ? 'none' : unscored.map(link).join(', ');
  return [
    `## Profile ${inCode(name)}`,
    '',
    ...markdownTable(['category', 'id', 'weight', 'rules'], rows),
    '',
    `Judged without being scored: ${more}.`,
    '',
  ];
}

/** Returns the page about the built-in categories, gates, and risk zones. */
export function profilesAndGates(): string {
  return [
    GENERATED,
    '',
    '# Profiles, gates and zones',
    '',
    'The defaults. `categories` of the config replaces those of the profile, a gate of the config changes the one with the same title or is added, and `zones` replaces all zones.',
    '',
    ...profile('default'),
    ...profile('seed'),
    '## Gates',
    '',
    'A condition of a default gate on a rule that is not judged is left out; a gate without any condition left is not applicable.',
    '',
    ...markdownTable(
      ['gate', 'passes when'],
      DEFAULT_GATES.map(({ title, when }) => [
        title,
        when.length === 0
          ? 'not applicable, unless the config has conditions for it'
          : when.map(inCode).join(' and '),
      ]),
    ),
    '',
    '## Risk zones',
    '',
    'The delta map groups changed files by zone.',
    '',
    ...markdownTable(
      ['zone', 'path globs'],
      DEFAULT_ZONES.map(({ zone, globs }) => [zone, globs.map(inCode).join(', ')]),
    ),
    '',
  ].join('\n');
}
