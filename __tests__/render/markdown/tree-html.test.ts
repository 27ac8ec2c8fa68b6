import { expect, it } from '@jest/globals';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import { details, image, paragraph, root } from '../../../src/render/markdown/tree.ts';

it('opens and closes details around their blocks', () => {
  expect(toMarkdown(root(details('More', paragraph('a'), details('Inner', paragraph('b')))))).toBe(
    [
      '<details>\n<summary>More</summary>',
      'a',
      '<details>\n<summary>Inner</summary>',
      'b',
      '</details>',
      '</details>\n',
    ].join('\n\n'),
  );
});

it('escapes a summary and mentions nobody', () => {
  expect(toMarkdown(root(details('</summary></details>\n\n<b a="1"> @octocat')))).toBe(
    '<details>\n<summary>&lt;/summary&gt;&lt;/details&gt; &lt;b a=&quot;1&quot;&gt; <code>@octocat</code></summary>\n\n</details>\n',
  );
});

it('gives an image one source, and a second for dark themes', () => {
  const one = image('M01_trend.svg', 'Score "trend"', { width: 400 });
  const two = image('https://h.example/a.svg', 'Trend', { dark: 'https://h.example/b.svg?x&y' });
  expect(toMarkdown(root(one, two))).toBe(
    [
      '<img alt="Score &quot;trend&quot;" src="M01_trend.svg" width="400">\n\n',
      '<picture><source media="(prefers-color-scheme: dark)" srcset="https://h.example/b.svg?x&amp;y">',
      '<img alt="Trend" src="https://h.example/a.svg"></picture>\n',
    ].join(''),
  );
});

it('shows the alternative text of an image with a bad URL', () => {
  expect(toMarkdown(root(image('data:x', 'Trend')))).toBe('Trend\n');
});
