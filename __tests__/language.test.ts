import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

/** What not to write, and what to write instead. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:un)?mut(?:e|es|ed|ing)\b(?!-gates)/i, 'ignore failures, non-blocking check'],
  [/\blegs?\b/i, 'matrix job'],
  [/\bprogrammes?\b/i, 'milestone history'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\bwhoever\b/i, 'anyone who'],
  [/\bheld against\b/i, 'compared with'],
  [/\bno such thing\b/i, 'not a …'],
  [/\bput off\b/i, 'defer'],
  [/\bboundary tables?\b/i, 'level definitions'],
  [/\bmoving (?:place|ref|code)\b/i, 'mutable reference'],
  [/\bnobody but GitHub\b|\bonly GitHub knows\b/i, 'needs GitHub data'],
  [/\bcannot be told\b|\bcould not be asked\b/i, 'cannot be determined; not verified'],
  [/\bis told\b|\bare told\b|\btold apart\b/i, 'read, reported, distinguished'],
  [/\ba (?:rule|line|file|commit|case) a (?:line|file|commit|row)\b/i, 'one … per …'],
  [/\bbeneath\b|\btwins?\b/i, 'below; duplicate'],
  [/\bbeside\b|\blies\b/i, 'next to; is'],
  [/\blifted\b|\bticked\b/i, 'raised to 4 by deferral; marked done'],
  [/\bpassed over\b|\blooked at\b/i, 'skipped, ignored'],
  [/\bas it stood\b|\bonce more\b/i, 'unchanged; again'],
  [/\bheard\b|\bspeaks?\b/i, 'read, decides, reports'],
  [/\binformative scan\b/i, 'non-blocking scan'],
  [/\bnoticed on the way\b/i, 'Notices'],
  [/\bsees to it\b|\bsee to it\b/i, 'owner'],
  [/\bstorms?\b|\bfooled\b/i, 'rate-limit simulation; adversarial'],
  [/\bdear (?:kinds?|sources?)\b/i, 'expensive sources'],
  [/\binsufficient evidence\b/i, 'not enough evidence'],
  [/\b(?:colour|behaviour|favour|neighbour|catalogue|licence|artefact)/i, 'US spelling'],
  [/\b(?:organis|sanitis|normalis|recognis|summaris|serialis|initialis)/i, 'US spelling'],
];

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.(?:ts|yaml)$/.test(path));

const PAGES = [
  'CONTRIBUTING.md',
  'README.md',
  'docs/architecture.md',
  'docs/glossary.md',
  'docs/tutorial.md',
  'docs/explanation/evidence-and-commits.md',
  'docs/explanation/scoring.md',
  'docs/how-to/defer-a-known-failure.md',
  'docs/how-to/forks-and-dependabot.md',
  'docs/how-to/history-ledger-and-badge.md',
  'docs/how-to/monorepo.md',
  'docs/how-to/organization.md',
  'docs/how-to/own-categories-and-gates.md',
  'docs/how-to/protected-branches.md',
];

/** Code spans name public identifiers, which keep their names. */
const prose = (text: string): string => text.replace(/`[^`\n]*`/g, '`…`');

const commentsOf = (path: string): string =>
  prose(
    (readFileSync(path, 'utf8').match(/\/\*\*[\s\S]*?\*\/|^\s*(?:\/\/|# ).*$/gm) ?? []).join('\n'),
  );

function offendersIn(path: string, text: string): readonly string[] {
  return WORDS.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`${path}: "${found[0]}"; write: ${instead}`];
  });
}

it('comments in src use the words of the glossary', () => {
  const offenders = sources.flatMap((path) => offendersIn(path, commentsOf(path)));
  expect([sources.length > 0, offenders]).toEqual([true, []]);
});

it('the pages that are held to it use the words of the glossary', () => {
  expect(PAGES.flatMap((path) => offendersIn(path, prose(readFileSync(path, 'utf8'))))).toEqual([]);
});

it('a word that is not wanted is found in prose and left alone in a code span', () => {
  expect(offendersIn('a.ts', prose('A muted leg, `mutes`.'))).toEqual([
    'a.ts: "muted"; write: ignore failures, non-blocking check',
    'a.ts: "leg"; write: matrix job',
  ]);
});
