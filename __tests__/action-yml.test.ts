import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { INPUT_DEFAULTS } from '../src/config/defaults.ts';
import { inputNames } from '../src/github/action-ports.ts';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const action = parse(readFileSync(at('action.yml'), 'utf8')) as {
  name: string;
  description: string;
  author: string;
  branding: { icon: string; color: string };
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string }>;
  runs: unknown;
};

it('declares the inputs that are read, and no other', () => {
  expect(Object.keys(action.inputs)).toEqual(inputNames);
});

it('declares the defaults that count as not given', () => {
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default]);
  expect(Object.fromEntries(defaults)).toEqual({
    'github-token': '$' + '{{ github.token }}',
    ...INPUT_DEFAULTS,
  });
});

it('declares every output with its meaning', () => {
  expect(Object.keys(action.outputs)).toEqual([
    'milestone',
    'score',
    'score-max',
    'verdict',
    'outcome',
    'reason',
    'audited-sha',
    'markdown-file',
    'json-file',
    'evidence-file',
    'sarif-file',
    'junit-file',
    'svr-file',
    'test-result-file',
    'comment-url',
    'docs-url',
    'docs-sha',
    'status-url',
  ]);
});

it('runs the committed bundle on node 24', () => {
  expect(action.runs).toEqual({
    using: 'node24',
    main: 'dist/index.js',
    post: 'dist/post.js',
    'post-if': 'always()',
  });
});

/*
 * What the Marketplace asks for: docs.github.com, "Publishing actions in GitHub Marketplace" and
 * "Metadata syntax", section `branding`, read 2026-11-30. Only the release form names the limit of
 * the description: "Description must be less than 125 characters". Whether the name is
 * still free needs GitHub; docs/release.md says how to look.
 */
describe('the Marketplace', () => {
  const COLORS = 'white black yellow blue green orange red purple gray-dark'.split(' ');
  /** Those of the page's list of Feather 4.28.0 icons that suit an audit. */
  const ICONS =
    'award check check-circle check-square clipboard eye file-text flag list shield'.split(' ');

  it('finds one metadata file in the root', () => {
    expect(['action.yml', 'action.yaml'].filter((path) => existsSync(at(path)))).toEqual([
      'action.yml',
    ]);
  });

  it('gets a name on one line that is no feature of GitHub', () => {
    expect(action.name).toMatch(/^(?!github|actions$|milestones?$)[A-Za-z][A-Za-z -]{2,48}[a-z]$/i);
  });

  it('gets a description that its form accepts', () => {
    expect([action.description.length < 125, /[\n<>]/.test(action.description)]).toEqual([
      true,
      false,
    ]);
  });

  it('shows an icon and a color that it has', () => {
    const { icon, color } = action.branding;
    expect([ICONS.includes(icon), COLORS.includes(color)]).toEqual([true, true]);
  });

  it('shows the README with a picture that is in the repository', () => {
    const readme = readFileSync(at('README.md'), 'utf8');
    const pictures = [...readme.matchAll(/<img alt="[^"]+" src="([^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect([pictures.length > 0, pictures.filter((path) => !existsSync(at(path)))]).toEqual([
      true,
      [],
    ]);
  });
});
