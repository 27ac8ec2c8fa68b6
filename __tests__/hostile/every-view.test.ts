import { describe, expect, it } from '@jest/globals';
import { milestoneFiles } from '../../src/history/milestone-files.ts';
import { milestoneHistory } from '../../src/history/milestones.ts';
import type { Audit } from '../../src/model/audit.ts';
import { annotationsOf } from '../../src/publish/log-summary.ts';
import { checkOutput } from '../../src/render/check-output.ts';
import { renderComment } from '../../src/render/comment.ts';
import { markerText, readMarker } from '../../src/render/markdown/marker.ts';
import { STANDARD_VIEWS } from '../../src/render/standards/views.ts';
import { describeStatus } from '../../src/render/status-description.ts';
import { renderSummary } from '../../src/render/summary.ts';
import { VIEWS } from '../../src/render/views.ts';
import { places } from '../history/a-chain.ts';
import { activeIn, everyNode, proseOf, read } from '../render/markdown/reading.ts';
import { HOSTILE, plantedAudit } from './planted.ts';

type Views = Readonly<Record<string, string>>;

const marker = { key: '', sha: 'a', evidence: '2026', run: 'b' };

function programme(audit: Audit): readonly (readonly [string, string])[] {
  const files = milestoneFiles(milestoneHistory(audit, [], places));
  return files.map(({ path, content }) => [path.split('/').at(-1) ?? '', String(content)]);
}

/** Everything that GitHub renders as Markdown. */
function markdownOf(audit: Audit): Views {
  const { summary, text } = checkOutput(audit);
  const why = audit.title;
  const told = { placement: '', notices: [why] };
  return {
    document: VIEWS.document(audit),
    comment: renderComment(audit, { marker }),
    'step summary': renderSummary(audit, {
      receipts: [{ publisher: 'comment', state: 'failed', why }],
      ...told,
    }),
    ledger: VIEWS.ledger(audit),
    'check summary': summary,
    'check text': text,
    ...Object.fromEntries(programme(audit).filter(([name]) => name.endsWith('.md'))),
  };
}

/** Everything that a browser draws. */
const drawnOf = (audit: Audit): Views =>
  Object.fromEntries(programme(audit).filter(([name]) => /\.(?:svg|html)$/.test(name)));

/** Everything that is plain text wherever it is shown. */
function plainOf(audit: Audit): Views {
  const annotations = annotationsOf(audit);
  return {
    'status description': describeStatus(audit),
    SARIF: STANDARD_VIEWS.sarif(audit),
    JUnit: STANDARD_VIEWS.junit(audit),
    'check title': checkOutput(audit).title,
    'annotation titles': annotations.map(({ title }) => title).join('\n'),
    'annotation messages': annotations.map(({ message }) => message).join('\n'),
  };
}

/** Code points that nobody sees: controls but line ends and tabs, zero width, bidi, tags, halves. */
const UNSEEN: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0x200b, 0x200b],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe007f],
];

function holdsUnseen(text: string): boolean {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point !== 0x20 && UNSEEN.some(([from, to]) => point >= from && point <= to)) return true;
  }
  return false;
}

const SECRET = /ghp_a1B2|hunter2/;

const longestName = (text: string): number =>
  Math.max(0, ...(text.match(/n{300,}/g) ?? []).map((name) => name.length));

const problemsOf = (text: string): readonly string[] => [
  ...(holdsUnseen(text) ? ['holds what nobody sees'] : []),
  ...(SECRET.test(text) ? ['holds a secret'] : []),
  ...(longestName(text) > 2000 ? [`holds a name of ${longestName(text)}`] : []),
];

/** HTML that we write ourselves: folds, markers, and the pictures that lie beside the index. */
const OURS = [
  /^<details>\n<summary>(?:[^<>]|<code>|<\/code>)*<\/summary>$/,
  /^<\/details>$/,
  /^<!-- [a-z-]+/,
  /^<\/?picture>$/,
  /^<source media="[^"<>]*" srcset="[a-z-]+\.svg">$/,
  /^<img alt="[^"<>]*" src="[a-z-]+\.svg" width="\d+">$/,
];

function problemsOfMarkdown(text: string): readonly string[] {
  const tree = read(text);
  const nodes = everyNode(tree);
  const html = nodes.flatMap((node) => (node.type === 'html' ? [node.value] : []));
  const strange = html.filter((one) => OURS.every((own) => !own.test(one)));
  const widths = nodes.flatMap((node) =>
    node.type === 'table' ? [new Set(node.children.map((row) => row.children.length)).size] : [],
  );
  const away = nodes.flatMap((node) =>
    node.type === 'link' || node.type === 'definition' ? [node.url] : [],
  );
  return [
    ...problemsOf(text),
    ...strange.map((one) => `lets HTML through: ${one.slice(0, 80)}`),
    ...(nodes.some(({ type }) => type === 'image') ? ['an image'] : []),
    ...(widths.some((one) => one !== 1) ? ['a table is torn'] : []),
    ...proseOf(tree).flatMap((prose) => activeIn(prose) ?? []),
    ...away.filter((url) => url.includes('evil')),
  ];
}

const tagsOf = (text: string): unknown =>
  text.match(/<[^>]*>/g)?.map((tag) => tag.split(/[ >]/)[0]);

/** What is wrong with each view, by its name; empty is what is hoped for. */
function wrongWith(
  views: Views,
  problems: (text: string, name: string) => readonly string[],
): Views {
  const all = Object.entries(views).map(([name, text]) => [name, problems(text, name).join('; ')]);
  return Object.fromEntries(all.filter(([, wrong]) => wrong !== ''));
}

const calm = drawnOf(plantedAudit('calm'));

describe.each(Object.entries(HOSTILE))('%s from outside', (_, text) => {
  const audit = plantedAudit(text);
  const markdown = markdownOf(audit);

  it('is said and not obeyed in document, comment, summary, check, ledger and index', () => {
    expect(wrongWith(markdown, problemsOfMarkdown)).toEqual({});
  });

  it('ends no element of a picture or page', () => {
    const problems = (drawn: string, name: string): readonly string[] => [
      ...problemsOf(drawn),
      ...(JSON.stringify(tagsOf(drawn)) === JSON.stringify(tagsOf(calm[name] ?? ''))
        ? []
        : ['has other elements']),
    ];
    expect(wrongWith(drawnOf(audit), problems)).toEqual({});
  });

  it('is seen, short and without secrets in status, check title and annotations', () => {
    expect(wrongWith(plainOf(audit), problemsOf)).toEqual({});
    expect(annotationsOf(audit).length).toBeGreaterThan(0);
  });

  it('leaves the JSON valid and our own marker the last line of a comment', () => {
    expect(JSON.parse(VIEWS.json(audit))).toMatchObject({ milestone: audit.milestone });
    const { comment = '' } = markdown;
    expect(comment.endsWith(`\n\n${markerText('milestone-audit', marker)}\n`)).toBe(true);
    expect(readMarker(comment, 'milestone-audit')).toEqual(marker);
  });
});
