import type { Step } from './world.ts';

const STAMPED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /;
const SECTION = /^=== (.+)$/;

/** GitHub's spelling of a log time: seven decimals (cli/cli#11172 shows an excerpt). */
const stampOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', '0000Z');

/**
 * Gives every line of a log its time. A line `=== name` begins the output of that step; its lines
 * are spread over the step's seconds. Lines that already carry a time are kept as they are.
 */
export function stampLog(text: string, steps: readonly Step[], start: string): string {
  const sections: { from: number; until: number; lines: string[] }[] = [];
  let from = Date.parse(start);
  let open = { from, until: from + 1000, lines: [] as string[] };
  sections.push(open);
  for (const line of text.trimEnd().split('\n')) {
    const name = SECTION.exec(line)?.[1];
    if (name === undefined) {
      open.lines.push(line);
      continue;
    }
    const step = steps.find((one) => one.name === name);
    if (!step) throw new Error(`a log has output of the step ${name}, which its job does not have`);
    from = Date.parse(step.startedAt ?? start);
    open = { from, until: Date.parse(step.completedAt ?? start), lines: [] };
    sections.push(open);
  }
  const lines = sections.flatMap(({ from: begin, until, lines: inside }) =>
    inside.map((line, at) => {
      if (STAMPED.test(line)) return line;
      const time = begin + Math.floor((Math.max(0, until - begin) * at) / inside.length);
      return `${stampOf(time)} ${line}`;
    }),
  );
  return `${lines.join('\n')}\n`;
}
