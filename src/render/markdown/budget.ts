import type { RootContent } from 'mdast';
import { type Blocks, root } from './block.ts';
import { cutBlocks, cutSize, longestTable, type Measured, measure } from './measure.ts';
import { type SizeLimit, sizeIn } from './size.ts';
import { toMarkdown } from './to-markdown.ts';

/** A part of a document that is shown whole, shortened, or not at all. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Earlier sections matter more: they fold later and come back first. */
  readonly keep: 'always' | 'fold';
  readonly blocks: readonly Blocks[];
}

/** What every view has, however small the space. */
export interface Frame {
  /** Marker, title and verdict: a comment is found by what its body starts with. */
  readonly before: readonly Blocks[];
  readonly after: readonly Blocks[];
  /**
   * Says which sections are missing and where they can be read; not asked when none are. Naming
   * fewer must not take more space. The minimal view does without it when it does not fit.
   */
  readonly leftOut: (missing: readonly Section[]) => Blocks;
}

export interface Fitted {
  readonly text: string;
  /** `full`: nothing missing; `folded`: whole sections; `shortened`: rows too; `minimal`: the frame. */
  readonly view: 'full' | 'folded' | 'shortened' | 'minimal';
  /** Ids of the sections left out, in document order. */
  readonly leftOut: readonly string[];
}

type Unit = SizeLimit['unit'];

/** What is shown of a section; a section that is missing here is left out. */
type Choice = ReadonlyMap<Section, { blocks: readonly RootContent[]; shortened: boolean }>;

interface Candidate {
  readonly section: Section;
  readonly measured: Measured;
}

/**
 * Writes a document in the fullest view that fits the limit, measured on the final text.
 *
 * First sections marked `fold` are left out, the least important first, each that still fits kept
 * whole. Then tables marked `worstFirst` are cut to their first rows, with "and 412 more" below: in
 * the sections always kept, or, where those fit as they are, in folded ones that can come back that
 * way. At last only the frame remains. Nothing is ever cut inside a block or a row, and each section
 * is written twice at most. Throws a RangeError when not even the frame fits.
 */
export function fitTo(sections: readonly Section[], frame: Frame, limit: SizeLimit): Fitted {
  const { unit, max } = limit;
  const all = sections.map((section) => ({ section, measured: measure(section.blocks, unit) }));
  // Every block is counted with an empty line before it; the first has none, the last a line end.
  const room = max + 1 - measure([...frame.before, ...frame.after], unit).size;
  const shown = choose(all, frame, room, unit);
  const missing = sections.filter((section) => !shown.has(section));
  const body = sections.flatMap((section) => shown.get(section)?.blocks ?? []);
  const notice = missing.length === 0 ? [] : [frame.leftOut(missing)];
  const text = toMarkdown(root(...frame.before, ...body, ...notice, ...frame.after));
  if (sizeIn(unit, text) > max) return minimal(sections, frame, limit);
  return { text, view: viewOf(sections, shown), leftOut: missing.map(({ id }) => id) };
}

/** The frame without a notice: what is missing is behind the link the frame holds. */
function minimal(sections: readonly Section[], frame: Frame, { unit, max }: SizeLimit): Fitted {
  const text = toMarkdown(root(...frame.before, ...frame.after));
  if (sizeIn(unit, text) > max) throw new RangeError(`the frame alone is over ${max} ${unit}`);
  return { text, view: 'minimal', leftOut: sections.map(({ id }) => id) };
}

/** What to show in `room`; space for a notice naming every section that may fold is kept free. */
function choose(all: readonly Candidate[], frame: Frame, room: number, unit: Unit): Choice {
  if (total(all) <= room) return new Map(all.map(whole));
  const kept = all.filter(({ section }) => section.keep === 'always');
  const foldable = all.filter(({ section }) => section.keep === 'fold');
  const names = foldable.map(({ section }) => section);
  const left = room - (names.length === 0 ? 0 : measure([frame.leftOut(names)], unit).size);
  if (total(kept) > left) {
    const rows = mostRows(kept, left, unit);
    return new Map(rows === 0 ? [] : kept.map((one) => shortened(one, rows)));
  }
  return refilled(kept, foldable, left - total(kept), unit);
}

/** Folded sections come back whole where they fit, then one by one with shorter tables. */
function refilled(
  kept: readonly Candidate[],
  foldable: readonly Candidate[],
  room: number,
  unit: Unit,
): Choice {
  const choice = new Map(kept.map(whole));
  let left = room;
  for (const one of foldable) {
    if (one.measured.size > left) continue;
    choice.set(...whole(one));
    left -= one.measured.size;
  }
  for (const one of foldable) {
    const rows = choice.has(one.section) ? 0 : mostRows([one], left, unit);
    if (rows === 0) continue;
    choice.set(...shortened(one, rows));
    left -= cutSize(one.measured, rows, unit);
  }
  return choice;
}

/** The greatest number of rows per table that fits, 0 when not even one does. */
function mostRows(some: readonly Candidate[], room: number, unit: Unit): number {
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

type Entry = [Section, { blocks: readonly RootContent[]; shortened: boolean }];

function whole({ section, measured }: Candidate): Entry {
  return [section, { blocks: measured.blocks, shortened: false }];
}

function shortened({ section, measured }: Candidate, rows: number): Entry {
  const blocks = cutBlocks(measured, rows);
  return [section, { blocks, shortened: longestTable(measured) > rows }];
}

function total(some: readonly Candidate[]): number {
  return some.reduce((sum, { measured }) => sum + measured.size, 0);
}

function viewOf(sections: readonly Section[], shown: Choice): Fitted['view'] {
  if (shown.size === 0 && sections.length > 0) return 'minimal';
  if ([...shown.values()].some((one) => one.shortened)) return 'shortened';
  return shown.size === sections.length ? 'full' : 'folded';
}
