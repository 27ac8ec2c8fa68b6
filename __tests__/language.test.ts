import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parseSync } from '@swc/core';

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
  [/\bbeside\b|\blies\b(?! between)/i, 'next to; is'],
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
  [/(?:\d|…) %/, '60%, without a space'],
  [/\b(?:colour|behaviour|favour|neighbour|catalogue|licence|artefact)/i, 'US spelling'],
  [/\b(?:organis|sanitis|normalis|recognis|summaris|serialis|initialis)/i, 'US spelling'],
];

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.(?:ts|yaml)$/.test(path));

/** Records keep the words of their time: decisions, and audits that earlier versions wrote. */
const RECORDS = /^docs\/(?:adr|milestones)\//;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path.replaceAll('\\', '/')}`,
  );

const PAGES = [
  ...readdirSync('.').filter((path) => path.endsWith('.md') || path === 'action.yml'),
  ...[...filesBelow('docs'), ...filesBelow('examples')]
    .filter((path) => /\.(?:md|yml)$/.test(path) && !RECORDS.test(path))
    .sort(),
];

/** Code, quotations, and tags name public identifiers and other texts, which keep their names. */
const prose = (text: string): string =>
  text
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '`…`')
    .replace(/\{[^{}\n]*\}/g, '{…}')
    .replace(/“[^”\n]*”/g, '“…”')
    .replace(/<[^<>]*>|var\(--\w+\)/g, '');

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly cooked: string }[];
}

/** Returns the texts of more than one word in a parsed source, with `…` for what is filled in. */
function textsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, quasis = [] } = node as Node;
  const own =
    type === 'StringLiteral'
      ? [String(value)]
      : type === 'TemplateLiteral'
        ? [quasis.map(({ cooked }) => cooked).join('…')]
        : [];
  return [...own.filter((text) => text.includes(' ')), ...Object.values(node).flatMap(textsIn)];
}

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

it('the output of the program uses the words of the glossary', () => {
  const code = sources.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  const offenders = code.flatMap((path) => {
    const { body } = parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript' });
    return textsIn(body).flatMap((text) => offendersIn(path, prose(text)));
  });
  expect([code.length > 0, offenders]).toEqual([true, []]);
});

it('every page uses the words of the glossary', () => {
  expect(PAGES.flatMap((path) => offendersIn(path, prose(readFileSync(path, 'utf8'))))).toEqual([]);
});

it('a word that is not wanted is found in prose and left alone in a code span', () => {
  expect(offendersIn('a.ts', prose('A muted leg, `mutes`.'))).toEqual([
    'a.ts: "muted"; write: ignore failures, non-blocking check',
    'a.ts: "leg"; write: matrix job',
  ]);
});
