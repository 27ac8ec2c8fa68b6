/** One test point: `not ok 2 - name # TODO reason`. */
export interface TapPoint {
  readonly ok: boolean;
  readonly name: string;
  readonly directive: 'none' | 'skip' | 'todo';
  readonly reason: string;
}

/** What a line of TAP is; `level` is its subtest depth, four spaces each. */
export type TapLine =
  | { readonly kind: 'point'; readonly level: number; readonly point: TapPoint }
  | {
      readonly kind: 'plan';
      readonly level: number;
      readonly count: number;
      readonly reason: string;
    }
  | { readonly kind: 'subtest'; readonly level: number; readonly name: string }
  | { readonly kind: 'bail-out'; readonly reason: string }
  | { readonly kind: 'other' };

const POINT = /^(not )?ok\b(?!:)(?:\s+\d+)?(?:\s+-(?=\s|$))?\s*(.*)$/;
const DIRECTIVE = /(?:^|\s)#\s*(todo|skip)\S*(?:\s+(.*))?$/i;
const PLAN = /^1\.\.(\d+)\s*(?:#\s*(.*))?$/;

/** Reads one line of TAP 12, 13 or 14 (testanything.org, specification 14). */
export function tapLine(line: string): TapLine {
  const indent = line.length - line.trimStart().length;
  const level = Math.floor(indent / 4);
  const rest = line.slice(indent);
  if (indent % 4 !== 0) return { kind: 'other' };
  const plan = PLAN.exec(rest);
  if (plan !== null) {
    return { kind: 'plan', level, count: Number(plan[1]), reason: plan[2] ?? '' };
  }
  if (rest.startsWith('# Subtest')) {
    return { kind: 'subtest', level, name: unescaped(rest.replace(/^# Subtest:?\s*/, '')) };
  }
  if (/^bail out!/i.test(rest)) {
    return { kind: 'bail-out', reason: rest.slice('bail out!'.length).trim() };
  }
  const point = POINT.exec(rest);
  return point === null ? { kind: 'other' } : { kind: 'point', level, point: pointOf(point) };
}

function pointOf([, not, description = '']: RegExpExecArray): TapPoint {
  // `\#` is a number sign of the name. It is set aside while the directive is looked for.
  const hidden = description.replaceAll('\\\\', '\u0001').replaceAll('\\#', '\u0002');
  const found = DIRECTIVE.exec(hidden);
  const word = found?.[1]?.toLowerCase();
  const name = (found === null ? hidden : hidden.slice(0, found.index)).replace(/\s*\{\s*$/, '');
  return {
    ok: not === undefined,
    name: shown(name.trim()),
    directive: word === 'todo' || word === 'skip' ? word : 'none',
    reason: shown(found?.[2] ?? ''),
  };
}

function unescaped(text: string): string {
  return shown(text.replaceAll('\\\\', '\u0001').replaceAll('\\#', '\u0002'));
}

function shown(text: string): string {
  return text.replaceAll('\u0001', '\\').replaceAll('\u0002', '#');
}
