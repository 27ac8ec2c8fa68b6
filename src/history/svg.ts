import { sanitize } from '../lib/sanitize.ts';
import { escapeHtml } from '../render/markdown/escape.ts';

/** Colors of an image. Text and marks have a contrast of at least 4.5:1 with the page (WCAG 2.2, 1.4.3). */
export interface Theme {
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly line: string;
  readonly green: string;
  readonly yellow: string;
  readonly red: string;
}

/** Colors for GitHub's light theme, which has a white page. */
export const LIGHT: Theme = {
  page: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  grid: '#d1d9e0',
  line: '#0969da',
  green: '#1a7f37',
  yellow: '#9a6700',
  red: '#cf222e',
};

/** Colors for GitHub's dark theme. */
export const DARK: Theme = {
  page: '#0d1117',
  text: '#f0f6fc',
  muted: '#9198a1',
  grid: '#3d444d',
  line: '#4493f8',
  green: '#3fb950',
  yellow: '#d29922',
  red: '#f85149',
};

/** Colors for images inside a page: the page's style sets them. */
export const INHERITED: Theme = {
  page: 'var(--page)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  line: 'var(--line)',
  green: 'var(--green)',
  yellow: 'var(--yellow)',
  red: 'var(--red)',
};

/**
 * Width of an image in pixels. A phone of 360 pixels shows it at about two thirds, so that letters of
 * 16 pixels have 11.
 */
export const IMAGE_WIDTH = 480;
export const FONT_SIZE = 16;

/** Returns untrusted text for HTML and SVG, in an element or an attribute, at most `max` code points. */
export function escaped(value: string, max?: number): string {
  return escapeHtml(sanitize(value, max));
}

/** Returns a coordinate with at most one decimal: the same digits on every machine. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Returns a text element; the words are untrusted. */
export function text(
  x: number,
  y: number,
  words: string,
  fill: string,
  anchor: 'start' | 'middle' | 'end',
  weight = 400,
): string {
  const bold = weight === 400 ? '' : ` font-weight="${weight}"`;
  return `<text x="${px(x)}" y="${px(y)}" fill="${fill}" text-anchor="${anchor}"${bold}>${escaped(words, 60)}</text>`;
}

/** Returns an image with a title and a description for screen readers, a system font, and no external resources. */
export function svg(
  height: number,
  title: string,
  description: string,
  body: string,
  id: string,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${IMAGE_WIDTH} ${height}" width="${IMAGE_WIDTH}" height="${height}" role="img" aria-labelledby="${id}-t ${id}-d" font-family="-apple-system,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif" font-size="${FONT_SIZE}">`,
    `<title id="${id}-t">${escaped(title)}</title><desc id="${id}-d">${escaped(description, 2000)}</desc>`,
    body,
    '</svg>\n',
  ].join('\n');
}
