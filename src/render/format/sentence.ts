/** Words from elsewhere as a sentence of our own: a capital at the start, one full stop at the end. */
export function sentence(words: string): string {
  const trimmed = words.trim();
  if (trimmed === '') return '';
  const [first = ''] = trimmed;
  const started = /^[a-z]$/.test(first) && !startsWithId(trimmed) ? capital(trimmed) : trimmed;
  return /[.!?…]$/.test(started) ? started : `${started}.`;
}

/** The name of a rule or a file is spelled as it is. */
function startsWithId(words: string): boolean {
  return /^[a-z0-9]+[-_./]/.test(words);
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
