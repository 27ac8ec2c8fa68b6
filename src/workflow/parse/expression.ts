/** The text inside `${{ … }}`, or the text itself, trimmed; an `if` may be written either way. */
export function unwrapExpression(text: string): string {
  const trimmed = text.trim();
  const inner = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(trimmed)?.[1];
  return (inner ?? trimmed).trim();
}

/** Whether an `if` can never hold, as far as its text alone tells: `false`, `0`, `''`, or one of them joined by `&&`. */
export function conditionIsFalse(text: string): boolean {
  const inner = unwrapExpression(text);
  // An `||` or brackets may save the condition; those are left to GitHub.
  if (inner.includes('||') || /\((?!\))/.test(inner)) return isFalse(inner);
  return inner.split('&&').some((part) => isFalse(part.trim()));
}

/** The parts of a condition that must all hold, sorted; the default and `success()` add nothing. */
export function conjunctsOf(text: string): readonly string[] {
  const inner = unwrapExpression(text);
  const parts = inner.includes('||') ? [inner] : inner.split('&&');
  return parts
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => !alwaysHolds.test(part));
}

const alwaysHolds = /^(?:|true|always\(\)|success\(\)|! ?cancelled\(\))$/;

function isFalse(part: string): boolean {
  if (/^(?:false|!true|0|''|null)$/.test(part)) return true;
  const sides = /^('[^']*'|\d+) ?(==|!=) ?('[^']*'|\d+)$/.exec(part);
  return sides !== null && (sides[1] === sides[3]) === (sides[2] === '!=');
}
