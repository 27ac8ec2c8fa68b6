import type { Terminal } from './command.ts';
import { broken, fitted, type Style } from './style.ts';

/** What a person who waits is told. */
export interface Progress {
  /** What is being done now: the next one may take its place. */
  step(text: string): void;
  /** What stays to be read. */
  say(text: string): void;
  /** Tells again and again how far something is, where that can be seen, until `end`. */
  follow(told: () => string): void;
  /** Takes away what is no longer being done. */
  end(): void;
}

/** How often a line that changes is drawn anew; milliseconds. */
const BEAT = 250;

/** Erases the line the cursor stands on (EL and CR of ECMA-48). */
const ERASE = '\u001b[2K\r';

const nothing = (): void => undefined;
const SILENT: Progress = { step: nothing, say: nothing, follow: nothing, end: nothing };

/** One line that changes on a terminal, a line each elsewhere, nothing when quiet. */
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
    // A line that wraps could not be taken back.
    err(fitted(text.replaceAll('\n', ' '), live.width - 1).trimEnd());
    shown = true;
  };
  return {
    step,
    say(text) {
      erase();
      err(`${broken(text, live)}\n`);
    },
    follow(told) {
      clearInterval(beat);
      beat = setInterval(() => step(told()), BEAT).unref();
    },
    end() {
      clearInterval(beat);
      erase();
    },
  };
}
