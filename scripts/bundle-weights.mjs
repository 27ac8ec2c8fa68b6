// The sizes of the built files, and which packages and folders take how much of each.

const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

/** Returns the package of a module, or `src`. */
function ownerOf(path) {
  const names = path.match(/node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/g);
  if (names !== null) return names.at(-1).replace(/^node_modules[\\/]/, '');
  return /[\\/]src[\\/]/.test(path) ? 'src' : 'bundler';
}

/** Returns the owners of a file's code, the largest first. Minified sizes are shares of the file's size. */
function ownersOf({ code, modules }) {
  const lengths = new Map();
  for (const [path, { renderedLength }] of Object.entries(modules)) {
    const owner = ownerOf(path);
    lengths.set(owner, (lengths.get(owner) ?? 0) + renderedLength);
  }
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const share = Buffer.byteLength(code) / total;
  return [...lengths].map(([owner, length]) => [owner, length * share]).sort((a, b) => b[1] - a[1]);
}

/** Returns the files as a table: one per line, with its six largest owners. */
export function weightTable(files) {
  const lines = files.map((file) => {
    const largest = ownersOf(file).slice(0, 6);
    const owners = largest.map(([owner, bytes]) => `${owner} ${kilobytes(bytes)}`).join(', ');
    return `| ${file.fileName} | ${kilobytes(Buffer.byteLength(file.code))} | ${owners} |`;
  });
  const all = files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
  return [
    '| file | minified | of it |',
    '| --- | --- | --- |',
    ...lines,
    `| all | ${kilobytes(all)} | |`,
  ].join('\n');
}
