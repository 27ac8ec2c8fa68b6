/** Longest URL that becomes a link, in UTF-16 units; the usual bound of browsers and proxies. */
const maxUrlUnits = 2048;

/** A path inside the repository, upward steps only at its start, or an anchor of the same page. */
const relative = /^(?:\.{1,2}\/)*[\w-][\w.-]*(?:\/[\w-][\w.-]*)*(?:#[\w-]+)?$|^#[\w-]+$/;

/** Left alone by the URL parser, but meaningful in Markdown, in HTML or in a table. */
const meaningful = /[^A-Za-z0-9\-._~:/?#@!$&*+,;=%]/g;

/**
 * The URL in a form that can stand in a link, or undefined when it must not become one.
 *
 * Allowed are http and https without user, password or bare IPv6 address, and relative paths of plain segments.
 * Everything outside the plain URL characters is percent-encoded.
 */
export function safeUrl(url: string): string | undefined {
  if (url.length > maxUrlUnits) return undefined;
  if (relative.test(url)) return url;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  if (parsed.hostname.startsWith('[')) return undefined;
  return parsed.href.replace(meaningful, encoded);
}

function encoded(character: string): string {
  // The URL parser has made everything else ASCII.
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
