// What weighs what in a built action, from esbuild's metafile.

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

/** An input's name in the table: the package, or the folder of ours. */
function ownerOf(path) {
  const names = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/g);
  if (names !== null) return names.at(-1).replace('node_modules/', '');
  return path.startsWith('src/') ? 'src' : 'glue';
}

/** Files that loading one file loads with it, but for those in `without`. */
function loadedWith(outputs, file, without = new Set(), found = new Set()) {
  if (found.has(file) || without.has(file)) return found;
  found.add(file);
  for (const { path, kind } of outputs[file].imports) {
    if (kind === 'import-statement' && outputs[path] !== undefined)
      loadedWith(outputs, path, without, found);
  }
  return found;
}

function ownersOf(outputs, files) {
  const bytes = new Map();
  for (const { inputs } of [...files].map((file) => outputs[file])) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const owner = ownerOf(path);
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].sort(([, a], [, b]) => b - a);
}

function partOf(outputs, when, files) {
  const bytes = [...files].reduce((sum, file) => sum + outputs[file].bytes, 0);
  return { when, files: [...files], bytes, owners: ownersOf(outputs, files) };
}

/** The action in the order in which it is loaded: each part with its files, bytes and whose they are. */
export function partsOf({ outputs }, entry) {
  const start = loadedWith(outputs, entry);
  const parts = [partOf(outputs, 'at the start', start)];
  const known = new Set(start);
  const later = (name, when) => {
    const file = Object.keys(outputs).find((path) => path.includes(`/${name}-`));
    const files = loadedWith(outputs, file, known);
    for (const one of files) known.add(one);
    parts.push(partOf(outputs, when, files));
  };
  later('undici', 'behind a proxy');
  return parts;
}

/** The parts as a table, a line each and its six heaviest owners. */
export function weightTable(parts) {
  const lines = parts.map(({ when, files, bytes, owners }) => {
    const heaviest = owners.slice(0, 6).map(([owner, sum]) => `${owner} ${kilobytes(sum)}`);
    return `| ${when} | ${files.length} | ${kilobytes(bytes)} | ${heaviest.join(', ')} |`;
  });
  const all = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    '| loaded | files | minified | of it |',
    '| --- | --- | --- | --- |',
    ...lines,
    `| all of it | | ${kilobytes(all)} | |`,
  ].join('\n');
}
