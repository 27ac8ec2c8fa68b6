import type { CaseOutcome } from '../../model/reports.ts';
import {
  type ReadReport,
  type ReportFormat,
  type ReportReader,
  unreadableReport,
} from '../base/format.ts';
import { ReportLines } from '../base/report-text.ts';
import { CUT_OFF, TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'tap';
const CUT_DIRECTIVE = 'The last line ends inside of a directive: the file was cut off.';
/** The cause of a plan that does not match, which fails the test set, as in prove. */
const BAD_PLAN = 'bad plan';
const MAX_LEVEL = 100;
const MAX_DIAGNOSTIC_LENGTH = 4000;

/**
 * TAP 12 to 14. Of nested tests only the innermost count, as in node:test's JUnit file; a parent
 * counts when it fails although nothing inside of it did. TODO counts as skipped, passed or not.
 */
export const tap: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize(head) {
    const first = head.split('\n', 200).find((line) => line.trim() !== '' && !line.startsWith('#'));
    return /^(?:TAP version \d+|1\.\.\d+(?:\s*#.*)?|(?:not )?ok(?: \d+)?(?: [-#].*)?)$/.test(
      first?.trimEnd() ?? '',
    );
  },
  reader: () => new TapReader(),
};

/** One nesting level since its parent's last point. */
interface Level {
  /** The name in the `# Subtest:` comment, which is one level above its points. */
  name: string;
  points: number;
  failures: number;
  planned: number | undefined;
}

interface Pending {
  readonly point: TapPoint;
  /** Whether the next line may begin its YAML block. */
  isLast: boolean;
  readonly level: number;
  readonly group: string;
  /** Whether points one level deeper came before it. */
  readonly parent: boolean;
  readonly failuresInside: number;
  diagnostic: string;
}

class TapReader implements ReportReader {
  readonly #tally = new TestTally(NAME);
  readonly #lines = new ReportLines((line, _number, _cut, open) => {
    this.#line(line);
    // `# TO` may be the beginning of `# TODO`, and the pass a skip.
    if (open && /\s#\s*(?:s|sk|ski|t|to|tod)?$/i.test(line)) this.#why = CUT_DIRECTIVE;
  });
  #levels: Level[] = [];
  #pending: Pending | undefined;
  #bailed = false;
  #why = '';
  /** Indent of the open YAML block; undefined outside of one. */
  #yamlIndent: number | undefined;

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): ReadReport {
    this.#lines.end();
    this.#settle();
    const top = this.#levels[0];
    if (!this.#bailed) this.#checkPlan(top);
    return this.#why === '' ? testsOutcome(NAME, this.#tally) : unreadableReport(NAME, this.#why);
  }

  #line(text: string): void {
    if (this.#bailed || this.#why !== '') return;
    if (this.#isYaml(text)) {
      this.#diagnose(text);
      return;
    }
    if (text.startsWith('TAP version ') && /^\d/.test(text.slice(12))) this.#nextStream();
    const line = tapLine(text);
    if (line.kind === 'other') this.#diagnose(text);
    else this.#take(line);
  }

  /** Ends a stream whose file continues with another one, as `cat a.tap b.tap` writes it. */
  #nextStream(): void {
    this.#settle();
    const top = this.#levels[0];
    if (top !== undefined) this.#checkPlan(top);
    this.#levels = [];
  }

  /**
   * Returns whether the line belongs to the YAML block of the last point, whatever it looks like. The
   * block follows its point immediately, from an indented `---` to a `...` of the same indent
   * (testanything.org, "TAP version 14 specification", "YAML Diagnostics", read 2026-11). A line
   * with less indent ends an unclosed block, so that no later result is lost in it.
   */
  #isYaml(text: string): boolean {
    const pending = this.#pending;
    const rest = text.trimStart();
    const indent = text.length - rest.length;
    if (this.#yamlIndent === undefined) {
      const begins =
        pending?.isLast === true && indent > pending.level * 4 && /^---\s*$/.test(rest);
      if (pending !== undefined) pending.isLast = false;
      if (begins) this.#yamlIndent = indent;
      return begins;
    }
    if (rest !== '' && indent < this.#yamlIndent) {
      this.#yamlIndent = undefined;
      return false;
    }
    if (indent === this.#yamlIndent && /^\.\.\.\s*$/.test(rest)) this.#yamlIndent = undefined;
    return true;
  }

  #take(line: Exclude<TapLine, { kind: 'other' }>): void {
    if (line.kind !== 'bail-out' && line.level > MAX_LEVEL) {
      // Text this deep is output of a test.
      this.#diagnose('');
      return;
    }
    switch (line.kind) {
      case 'point':
        this.#settle();
        this.#begin(line.level, line.point);
        break;
      case 'plan':
        this.#settle();
        this.#plan(line.level, line.count, line.reason);
        break;
      case 'subtest':
        this.#settle();
        this.#level(line.level + 1).name = line.name;
        break;
      case 'bail-out':
        this.#bail(line.reason);
        break;
      default:
        line satisfies never;
    }
  }

  #level(depth: number): Level {
    for (let at = this.#levels.length; at <= depth; at++) {
      this.#levels.push({ name: '', points: 0, failures: 0, planned: undefined });
    }
    // The loop created it.
    return this.#levels[depth] as Level;
  }

  #begin(level: number, point: TapPoint): void {
    const here = this.#level(level);
    const inside = this.#levels[level + 1];
    if (inside !== undefined && inside.points > 0) this.#checkInside(inside, point);
    here.points++;
    if (!point.ok && point.directive === 'none') here.failures++;
    this.#pending = {
      isLast: true,
      point: point.name === '' ? { ...point, name: `test ${here.points}` } : point,
      level,
      group: level === 0 ? '' : this.#groupOf(level),
      parent: (inside?.points ?? 0) > 0,
      failuresInside: inside?.failures ?? 0,
      diagnostic: '',
    };
    if (inside !== undefined) this.#levels = this.#levels.slice(0, level + 1);
  }

  #groupOf(level: number): string {
    const names = this.#levels.slice(1, level + 1).map(({ name }) => name);
    return names.filter((name) => name !== '').join(' › ');
  }

  #plan(level: number, count: number, reason: string): void {
    this.#level(level).planned = count;
    if (level === 0 && count === 0 && reason !== '') {
      this.#tally.note(`The plan skips all tests: ${reason.slice(0, 200)}`);
    }
  }

  #bail(reason: string): void {
    this.#settle();
    this.#bailed = true;
    this.#tally.add({
      group: '',
      name: 'Bail out!',
      outcome: 'errored',
      message: reason || 'The run stopped itself; the tests behind this point did not run.',
    });
  }

  #diagnose(text: string): void {
    const pending = this.#pending;
    if (pending !== undefined && pending.diagnostic.length < MAX_DIAGNOSTIC_LENGTH) {
      pending.diagnostic += `${text.slice(0, MAX_DIAGNOSTIC_LENGTH)}\n`;
    }
  }

  /** Adds the pending point; its diagnostic has ended. */
  #settle(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    const { point, diagnostic } = pending;
    const outcome = outcomeOf(point);
    if (pending.parent && (outcome !== 'failed' || pending.failuresInside > 0)) return;
    this.#tally.add({
      group: pending.group,
      name: point.name,
      outcome,
      message: point.reason || (outcome === 'failed' ? messageIn(diagnostic) : ''),
      durationMs: durationIn(diagnostic),
    });
  }

  /** A subtest with a bad plan fails its parent; one whose parent passed is a failed run. */
  #checkInside(inside: Level, parent: TapPoint): void {
    if (inside.planned === undefined || inside.planned === inside.points) return;
    const where = parent.name.slice(0, 200);
    const why = `Inside of "${where}" ${inside.planned} tests are planned and ${inside.points} reported.`;
    if (parent.ok && parent.directive === 'none') this.#tally.runFailed(BAD_PLAN, why, where);
    else this.#tally.note(why);
  }

  /** Finished points count next to an errored case; without one, nothing is known about the run. */
  #stopped(fact: string, points: number): void {
    const why = `${fact}: the run was stopped or the file cut off.`;
    if (points === 0) this.#why = why;
    else this.#tally.runFailed(CUT_OFF, why);
  }

  #checkPlan(top: Level | undefined): void {
    const { planned, points = 0 } = top ?? {};
    const counted = `${planned} tests are planned and ${points} reported`;
    if (planned === undefined) this.#stopped('There is no plan (1..N)', points);
    else if (points < planned) this.#stopped(counted, points);
    else if (points > planned) this.#tally.runFailed(BAD_PLAN, `${counted}.`);
  }
}

function outcomeOf(point: TapPoint): CaseOutcome {
  if (point.directive !== 'none') return 'skipped';
  return point.ok ? 'passed' : 'failed';
}

function durationIn(diagnostic: string): number {
  if (diagnostic === '') return 0;
  return Number(/^[ \t]+duration_ms:[ \t]*([\d.]+)$/m.exec(diagnostic)?.[1] ?? 0);
}

/**
 * Returns the message of a YAML block (`message` in TAP 13, `error` in node:test), or the comments.
 */
function messageIn(diagnostic: string): string {
  const found =
    /^[ \t]+(?:message|error):[ \t]*(?:[|>][-+]?[ \t]*\n\s*)?(.+)$/m.exec(diagnostic)?.[1] ?? '';
  const plain = found.replace(/^(['"])(.*)\1$/, '$2');
  return (
    plain ||
    diagnostic.replaceAll(/^[ \t]*#[ \t]?/gm, '').replaceAll(/^[ \t]*(?:---|\.\.\.)$/gm, '')
  );
}

/** One test point: `not ok 2 - name # TODO reason`. */
interface TapPoint {
  readonly ok: boolean;
  readonly name: string;
  readonly directive: 'none' | 'skip' | 'todo';
  readonly reason: string;
}

/** One line of TAP; `level` is its subtest depth, four spaces each. */
type TapLine =
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

const POINT = /^(not )?ok\b(?!:)(?:\s+\d+)?(?:\s+-(?=\s|$))?\s*(.*)$/s;
/**
 * The directive is a word in any case. TAP::Parser ends it at a word boundary, so `# TODO: reason` is
 * one and `# todoist` is none; TAP 12 and 13 also wrote `# skipped`.
 */
const DIRECTIVE = /(?:^|\s)#\s*(todo|skip(?:ped)?)(?![\w-])\S*(?:\s+(.*))?$/is;
/** Times after a name, which differ in every run: `# time=5ms` of node-tap, `# in 5 ms` of Bats. */
const TIMING = /(?:\s#\s*(?:time=|in |timeout after )[\d.]+ ?[a-z]{1,3}){1,2}\s*$/;
const PLAN = /^1\.\.(\d+)\s*(?:#\s*(.*))?$/s;

/** Reads one line of TAP 12, 13 or 14 (testanything.org, specification 14). */
function tapLine(line: string): TapLine {
  const indent = line.length - line.trimStart().length;
  const level = Math.floor(indent / 4);
  const rest = line.slice(indent);
  if (indent % 4 !== 0) return { kind: 'other' };
  const point = POINT.exec(rest);
  if (point !== null) return { kind: 'point', level, point: pointOf(point) };
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
  return { kind: 'other' };
}

function pointOf([, not, description = '']: RegExpExecArray): TapPoint {
  // `\#` is part of the name, so hide it from the directive's pattern.
  const hidden = hiddenEscapes(description);
  const marked = hidden.includes('#');
  const found = marked ? DIRECTIVE.exec(hidden) : null;
  const word = found?.[1]?.toLowerCase().slice(0, 4);
  const whole = found === null ? hidden : hidden.slice(0, found.index);
  const plain = whole.includes('{') ? whole.replace(/\{\s*$/, '') : whole;
  const name = marked ? plain.replace(TIMING, '') : plain;
  return {
    ok: not === undefined,
    name: shown(name.trim()),
    directive: word === 'todo' || word === 'skip' ? word : 'none',
    reason: shown(found?.[2] ?? ''),
  };
}

function unescaped(text: string): string {
  return shown(hiddenEscapes(text));
}

function hiddenEscapes(text: string): string {
  return text.includes('\\') ? text.replaceAll('\\\\', '\u0001').replaceAll('\\#', '\u0002') : text;
}

function shown(text: string): string {
  return text.includes('\u0001') || text.includes('\u0002')
    ? text.replaceAll('\u0001', '\\').replaceAll('\u0002', '#')
    : text;
}
