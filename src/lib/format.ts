/** Returns a whole number with thousands separators, `12,345`. Uses no locale: every machine prints the same. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Returns `1 run`, `2 runs`, `0 tests`, `1,200 tests`. */
export function quantity(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Returns bytes as `512 B`, `1.5 KiB`, `3.0 MiB`. */
export function printBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

/** Returns words as a sentence: a capital at the start, one full stop at the end. */
export function sentence(words: string): string {
  const trimmed = words.trim();
  if (trimmed === '') return '';
  const [first = ''] = trimmed;
  const started = /^[a-z]$/.test(first) && !startsWithId(trimmed) ? capital(trimmed) : trimmed;
  return /[.!?…]$/.test(started) ? started : `${started}.`;
}

/** Names of rules and files keep their spelling. */
function startsWithId(words: string): boolean {
  return /^[a-z0-9]+[-_./]/.test(words);
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Returns the first clauses of a text that fit, at least one, and the number of the others. */
export function fittingClauses(words: string, max: number): string {
  const clauses = [...new Set(words.split('; '))];
  const fits = (_: string, at: number): boolean =>
    at === 0 || clauses.slice(0, at + 1).join('; ').length <= max;
  const shown = clauses.filter(fits);
  const left = clauses.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
}
