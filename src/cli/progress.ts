import { systemClock } from '../local/workspace-files.ts';
import type { Terminal } from './command.ts';
import { broken, columns, fitted, type Style } from './style.ts';

/** Messages for a person who waits. */
export interface Progress {
  /** Shows the current step; the next step replaces it. */
  step(text: string): void;
  /** Prints a line that stays. */
  say(text: string): void;
  /** Adds a count and the elapsed time to the current step on a terminal, until `end`. */
  follow(count: () => string): void;
  /** Removes the current step. */
  end(): void;
}

/** Interval between two updates of a changing line, in milliseconds. */
const BEAT = 250;

/** Erases the current line (EL and CR of ECMA-48). */
const ERASE = '\u001b[2K\r';

const nothing = (): void => undefined;
const SILENT: Progress = { step: nothing, say: nothing, follow: nothing, end: nothing };

/**
 * Returns progress as one changing line on a terminal, as plain lines elsewhere, and as nothing when quiet.
 * `now` gives milliseconds.
 */
export function progressOn(
  terminal: Terminal,
  quiet: boolean,
  now: () => number = systemClock.now,
): Progress {
  if (quiet) return SILENT;
  const { live } = terminal;
  const plain = (text: string): void => terminal.err(`${text}\n`);
  if (live === undefined) return { step: plain, say: plain, follow: nothing, end: nothing };
  return onOneLine(terminal, live, now);
}

function onOneLine({ err }: Terminal, live: Style, now: () => number): Progress {
  let shown = false;
  let current = '';
  let suffix = (): string => '';
  let beat: NodeJS.Timeout | undefined;
  const erase = (): void => {
    if (shown) err(ERASE);
    shown = false;
  };
  const draw = (): void => {
    erase();
    // A wrapped line cannot be erased, and the count is what changes.
    const [room, end] = [live.width - 1, suffix()];
    const text = fitted(current, Math.max(1, room - columns(end))).trimEnd();
    err(fitted(`${text}${end}`, room).trimEnd());
    shown = true;
  };
  return {
    step(text) {
      current = text.replaceAll('\n', ' ');
      draw();
    },
    say(text) {
      erase();
      err(`${broken(text, live)}\n`);
    },
    follow(count) {
      const start = now();
      suffix = () => `: ${count()}, ${Math.floor((now() - start) / 1000)} s`;
      clearInterval(beat);
      beat = setInterval(draw, BEAT).unref();
    },
    end() {
      clearInterval(beat);
      suffix = () => '';
      erase();
    },
  };
}
