import type { Terminal } from './command.ts';
import { broken, fitted, type Style } from './style.ts';

/** Messages for a person who waits. */
export interface Progress {
  /** Shows the current step; the next step replaces it. */
  step(text: string): void;
  /** Prints a line that stays. */
  say(text: string): void;
  /** Updates the progress of something on a terminal, until `end`. */
  follow(message: () => string): void;
  /** Removes the current step. */
  end(): void;
}

/** Interval between two updates of a changing line, in milliseconds. */
const BEAT = 250;

/** Erases the current line (EL and CR of ECMA-48). */
const ERASE = '\u001b[2K\r';

const nothing = (): void => undefined;
const SILENT: Progress = { step: nothing, say: nothing, follow: nothing, end: nothing };

/** Returns progress as one changing line on a terminal, as plain lines elsewhere, and as nothing when quiet. */
export function progressOn(terminal: Terminal, quiet: boolean): Progress {
  if (quiet) return SILENT;
  const { live } = terminal;
  const plain = (text: string): void => terminal.err(`${text}\n`);
  if (live === undefined) return { step: plain, say: plain, follow: nothing, end: nothing };
  return onOneLine(terminal, live);
}

function onOneLine({ err }: Terminal, live: Style): Progress {
  let shown = false;
  let beat: NodeJS.Timeout | undefined;
  const erase = (): void => {
    if (shown) err(ERASE);
    shown = false;
  };
  const step = (text: string): void => {
    erase();
    // A wrapped line cannot be erased.
    err(fitted(text.replaceAll('\n', ' '), live.width - 1).trimEnd());
    shown = true;
  };
  return {
    step,
    say(text) {
      erase();
      err(`${broken(text, live)}\n`);
    },
    follow(message) {
      clearInterval(beat);
      beat = setInterval(() => step(message()), BEAT).unref();
    },
    end() {
      clearInterval(beat);
      erase();
    },
  };
}
