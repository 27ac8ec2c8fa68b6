/** `1 run`, `2 runs`; the plural adds an s unless it is given. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
