import { sanitize } from '../lib/sanitize.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Untrusted text for HTML and SVG, in an element or an attribute. */
export function xml(value: string, max?: number): string {
  return sanitize(value, max).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '');
}

/** A coordinate with at most one decimal: the same digits on every machine. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
