/** Whether a command ends in a shell without a script of its own, so that it reads one from its input. */
export function readsScript(words: readonly string[]): boolean {
  const shell = words.findLastIndex((word) => /^(?:.*\/)?(?:ba|da|z)?sh$/.test(word));
  return (
    shell !== -1 && words.slice(shell + 1).every((word) => /^(?:[-+]\S*|pipefail)$/.test(word))
  );
}
