/** A bound a place puts on a text; `characters` are UTF-16 units, never fewer than code points. */
export interface SizeLimit {
  readonly unit: 'characters' | 'bytes';
  readonly max: number;
}

/** Body of a comment; over it 422 "Body is too long" (reg-viz/reg-actions#123, read 2026-11-22). */
export const commentLimit: SizeLimit = { unit: 'characters', max: 65_536 };

/**
 * `summary` and `text` of a check run: the schema says characters, the server counts bytes
 * (github/docs#35252, read 2026-11-22).
 */
export const checkLimit: SizeLimit = { unit: 'bytes', max: 65_535 };

/** Step summary; a bigger one is not uploaded (docs.github.com "Workflow commands", 2026-11-22). */
export const summaryLimit: SizeLimit = { unit: 'bytes', max: 1_048_576 };

/** Code points of a commit status's description (ClickHouse/ClickHouse#81209, read 2026-11-22). */
export const maxStatusPoints = 140;

/** The size of a text in the unit of a limit. */
export function sizeIn(unit: SizeLimit['unit'], value: string): number {
  return unit === 'bytes' ? Buffer.byteLength(value) : value.length;
}
