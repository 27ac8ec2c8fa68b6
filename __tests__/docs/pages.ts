import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code, Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

export const ROOT = join(import.meta.dirname, '../..');

/** A page for users or inheritors, with what is to be checked on it. */
export interface Page {
  readonly path: string;
  readonly blocks: readonly Code[];
  readonly codes: readonly { readonly value: string }[];
}

/** Blocks of rule pages are stories, which their own tests judge; audits are no advice. */
const OTHERS = ['docs/rules', 'docs/milestones'];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (OTHERS.includes(path)) return [];
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function every<T extends Nodes['type']>(tree: Nodes, type: T): Extract<Nodes, { type: T }>[] {
  const here = tree.type === type ? [tree as Extract<Nodes, { type: T }>] : [];
  return 'children' in tree ? [...here, ...tree.children.flatMap((one) => every(one, type))] : here;
}

/** Reads tables as paragraphs, which takes a third of the time; only their `\\|` is another. */
export function pageOf(path: string, text: string): Page {
  const tree = fromMarkdown(text);
  const codes = every(tree, 'inlineCode').map(({ value }) => ({
    value: value.replaceAll('\\|', '|'),
  }));
  return { path, blocks: every(tree, 'code'), codes };
}

/** Pages at the top, of examples and sandbox, and everything below `docs`. */
export const PAGES: readonly Page[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...['examples/README.md', 'sandbox/README.md'],
  ...markdownIn('docs'),
].map((path) => pageOf(path, readFileSync(join(ROOT, path), 'utf8')));

/** Blocks of one language, named by where they stand. */
export function blocksIn(lang: string): readonly (readonly [where: string, text: string])[] {
  return PAGES.flatMap(({ path, blocks }) =>
    blocks
      .filter((block) => block.lang === lang)
      .map((block) => [`${path}:${block.position?.start.line}`, block.value] as const),
  );
}

/**
 * Loads the commands one after another. The command line loads them side by side, which Jest's
 * module loader cannot do the first time.
 */
export async function loadCommands(): Promise<void> {
  for (const name of readdirSync(join(ROOT, 'src/cli')).sort()) {
    if (name.endsWith('-command.ts')) await import(`../../src/cli/${name}`);
  }
}
