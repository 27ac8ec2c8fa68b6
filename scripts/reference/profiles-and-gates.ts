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
    'What holds when the config says nothing else. `categories` of the config replaces the profile’s, a gate of the config replaces the one of the same title or is added, `zones` replaces all zones.',
    '',
    ...profile('default'),
    ...profile('seed'),
    '## Gates',
    '',
    'A condition on a rule that is not judged is left out; a gate without any condition left is not applicable.',
    '',
    ...markdownTable(
      ['gate', 'passes when'],
      DEFAULT_GATES.map(({ title, when }) => [
        title,
        when.length === 0 ? 'nothing, until the config says' : when.map(inCode).join(' and '),
      ]),
    ),
    '',
    '## Risk zones',
    '',
    'By which the delta map groups changed files.',
    '',
    ...markdownTable(
      ['zone', 'path globs'],
      DEFAULT_ZONES.map(({ zone, globs }) => [zone, globs.map(inCode).join(', ')]),
    ),
    '',
  ].join('\n');
}
