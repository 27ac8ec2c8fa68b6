/**
 * The same text with the query of every URL cut off.
 *
 * Download addresses of artifacts and logs are signed: whoever holds the query holds the file for a
 * minute, so it must reach no message and no log.
 */
export function scrubUrls(text: string): string {
  return text.replace(/(https?:\/\/[^\s?#"'<>]{1,2000})[?#][^\s"'<>]*/g, '$1');
}
