/** A number that depends on nothing but the text, in the range of GitHub's ids. */
export function idFrom(text: string): number {
  let hash = 2166136261;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return 1_000_000 + (hash % 900_000_000);
}
