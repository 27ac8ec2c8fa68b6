import type { RootContent } from 'mdast';
import { toMarkdown } from './serialize.ts';
import {
  cutBlocks,
  cutSize,
  longestTable,
  type Measured,
  measure,
  type SizeLimit,
  sizeIn,
} from './size.ts';
import { type Blocks, root } from './tree.ts';

/** A section of a document that is shown in full, shortened, or not at all. */
export interface RenderedSection {
  readonly id: string;
  readonly title: string;
  /** Whether it may be left out. Later sections are left out first. */
  readonly keep: 'always' | 'fold';
  readonly blocks: readonly Blocks[];
}

/** The blocks that every view has, however small the limit. */
export interface Frame {
  /** Marker, title, and verdict. The marker comes first: it identifies a comment. */
  readonly before: readonly Blocks[];
  readonly after: readonly Blocks[];
  /**
   * Returns the notice that names the missing sections and where to read them. Naming fewer must
   * not take more space. The minimal view has no notice.
   */
  readonly leftOut: (missing: readonly RenderedSection[]) => Blocks;
}

export interface Fitted {
  readonly text: string;
  /** `full`: nothing is missing; `folded`: sections; `shortened`: also rows; `minimal`: only the frame is shown. */
  readonly view: 'full' | 'folded' | 'shortened' | 'minimal';
  /** Ids of the missing sections, in document order. */
  readonly leftOut: readonly string[];
}

type Unit = SizeLimit['unit'];

/** The blocks to show of each section. A section without an entry is left out. */
type Choice = ReadonlyMap<RenderedSection, { blocks: readonly RootContent[]; shortened: boolean }>;

interface Candidate {
  readonly section: RenderedSection;
  readonly measured: Measured;
}

/**
 * Returns the fullest view of a document that fits the limit, measured on the final text.
 *
 * 1. Leaves out sections marked `fold`, the last first, and keeps each that still fits in full.
 * 2. Shortens tables marked `worstFirst` to their first rows, with "and 412 more" below: in the
 *    sections that are always kept, or, if those fit, in sections that were left out.
 * 3. Keeps only the frame.
 *
 * Never cuts inside a block or a row. Throws a RangeError if not even the frame fits.
 */
export function fitTo(
  sections: readonly RenderedSection[],
  frame: Frame,
  limit: SizeLimit,
): Fitted {
  const { unit, max } = limit;
  const whole = sections.flatMap(({ blocks }) => blocks);
  const everything = toMarkdown(root(...frame.before, ...whole, ...frame.after));
  if (sizeIn(unit, everything) <= max) return { text: everything, view: 'full', leftOut: [] };
  const all = sections.map((section) => ({ section, measured: measure(section.blocks, unit) }));
  // Every block counts with an empty line before it. The first has none; the last has a line end.
  const room = max + 1 - measure([...frame.before, ...frame.after], unit).size;
  const shown = choose(all, frame, room, unit);
  const missing = sections.filter((section) => !shown.has(section));
  const body = sections.flatMap((section) => shown.get(section)?.blocks ?? []);
  const notice = missing.length === 0 ? [] : [frame.leftOut(missing)];
  const text = toMarkdown(root(...frame.before, ...body, ...notice, ...frame.after));
  if (sizeIn(unit, text) > max) return minimal(sections, frame, limit);
  return { text, view: viewOf(sections, shown), leftOut: missing.map(({ id }) => id) };
}

/** Returns the frame without a notice: it has a link to the full document. */
function minimal(
  sections: readonly RenderedSection[],
  frame: Frame,
  { unit, max }: SizeLimit,
): Fitted {
  const text = toMarkdown(root(...frame.before, ...frame.after));
  if (sizeIn(unit, text) > max) throw new RangeError(`the frame alone is over ${max} ${unit}`);
  return { text, view: 'minimal', leftOut: sections.map(({ id }) => id) };
}

/** Chooses what to show in `room`, and reserves space for a notice that names every foldable section. */
function choose(all: readonly Candidate[], frame: Frame, room: number, unit: Unit): Choice {
  const kept = all.filter(({ section }) => section.keep === 'always');
  const foldable = all.filter(({ section }) => section.keep === 'fold');
  const names = foldable.map(({ section }) => section);
  const left = room - (names.length === 0 ? 0 : measure([frame.leftOut(names)], unit).size);
  if (total(kept) > left) {
    const rows = maxRows(kept, left, unit);
    return new Map(rows === 0 ? [] : kept.map((one) => shortened(one, rows)));
  }
  return withFoldable(kept, foldable, left - total(kept), unit);
}

/** Adds foldable sections in full where they fit, then the others with shorter tables. */
function withFoldable(
  kept: readonly Candidate[],
  foldable: readonly Candidate[],
  room: number,
  unit: Unit,
): Choice {
  const choice = new Map(kept.map(full));
  let left = room;
  for (const one of foldable) {
    if (one.measured.size > left) continue;
    choice.set(...full(one));
    left -= one.measured.size;
  }
  for (const one of foldable) {
    const rows = choice.has(one.section) ? 0 : maxRows([one], left, unit);
    if (rows === 0) continue;
    choice.set(...shortened(one, rows));
    left -= cutSize(one.measured, rows, unit);
  }
  return choice;
}

/** Returns the maximum number of rows per table that fits, or 0. */
function maxRows(some: readonly Candidate[], room: number, unit: Unit): number {
  let fits = 0;
  let tooMany = 1 + Math.max(0, ...some.map(({ measured }) => longestTable(measured)));
  while (tooMany - fits > 1) {
    const rows = Math.floor((fits + tooMany) / 2);
    const size = some.reduce((sum, { measured }) => sum + cutSize(measured, rows, unit), 0);
    if (size <= room) fits = rows;
    else tooMany = rows;
  }
  return fits;
}

type Entry = [RenderedSection, { blocks: readonly RootContent[]; shortened: boolean }];

function full({ section, measured }: Candidate): Entry {
  return [section, { blocks: measured.blocks, shortened: false }];
}

function shortened({ section, measured }: Candidate, rows: number): Entry {
  const blocks = cutBlocks(measured, rows);
  return [section, { blocks, shortened: longestTable(measured) > rows }];
}

function total(some: readonly Candidate[]): number {
  return some.reduce((sum, { measured }) => sum + measured.size, 0);
}

function viewOf(sections: readonly RenderedSection[], shown: Choice): Fitted['view'] {
  if (shown.size === 0 && sections.length > 0) return 'minimal';
  if ([...shown.values()].some((one) => one.shortened)) return 'shortened';
  return 'folded';
}
