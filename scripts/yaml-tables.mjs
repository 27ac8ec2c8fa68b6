// Loads the tables of `src/tables` as modules. They are converted at build time, so that nothing
// parses YAML at run time. `!re /…/` is a regular expression.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const expression = {
  tag: '!re',
  resolve(text) {
    const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
    if (source === undefined) throw new Error(`${text} must be /EXPRESSION/FLAGS`);
    return new RegExp(source, flags);
  },
};

/** The page that a row is from; only tests and the generated documentation read it. */
const PAGE = /^https:\/\/\S+$/;

function literal(value) {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}:${literal(of)}`);
  return `{${members.join(',')}}`;
}

/** Returns the module that exports a table; `reviver` can change its values as for `JSON.parse`. */
export const tableModule = (text, reviver = (_key, value) => value) =>
  `export default ${literal(parse(text, reviver, { customTags: [expression] }))};`;

/** Plugin of esbuild. */
export const yamlTables = {
  name: 'yaml-tables',
  setup({ onLoad }) {
    onLoad({ filter: /\.yaml$/ }, ({ path }) => ({
      contents: tableModule(readFileSync(path, 'utf8')),
    }));
  },
};

/** Plugin of rolldown: the bundle has the tables without the pages that they are from. */
export const yamlTablesInBundle = {
  name: 'yaml-tables',
  transform: (text, id) =>
    id.endsWith('.yaml') ? { code: tableModule(text, withoutPages), moduleType: 'js' } : null,
};

function withoutPages(key, value) {
  // The reason why a key of a workflow is irrelevant is documentation, too.
  if (key === 'irrelevant') {
    return Object.fromEntries(Object.keys(value).map((name) => [name, '']));
  }
  return typeof value === 'string' && PAGE.test(value) ? '' : value;
}

/** Transformer of Jest. */
export default { process: (text) => ({ code: tableModule(text) }) };
