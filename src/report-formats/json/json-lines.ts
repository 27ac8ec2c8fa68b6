import type { ReadReport, ReportReader } from '../base/format.ts';
import { unreadableReport } from '../base/read-outcome.ts';
import { MAX_LINE_LENGTH, ReportLines } from '../base/report-lines.ts';
import type { Json } from './json-value.ts';

/** A format of one JSON object a line. */
export interface EventReader {
  take(event: Json): void;
  /** A line that is no JSON, for the tools that tell something by it. */
  other?(line: string): void;
  /** `strange` lines were no JSON; what wrote to the same stream put them there. */
  end(strange: number): ReadReport;
}

/**
 * Reads JSON lines as they come, holding one line. A line that begins like an object and is none
 * makes the report unreadable, since an event is lost; other text is what tools print between.
 */
export function jsonLinesReader(format: string, events: EventReader): ReportReader {
  let broken = 0;
  let tooLong = false;
  let strange = 0;
  const lines = new ReportLines((line, number, cut) => {
    const start = line.trimStart();
    if (start === '' || broken > 0) return;
    if (!start.startsWith('{')) {
      strange++;
      events.other?.(start);
      return;
    }
    const event = cut ? undefined : parsed(start);
    if (event === undefined) {
      broken = number;
      tooLong = cut;
    } else {
      events.take(event);
    }
  });
  return {
    write: (chunk) => lines.write(chunk),
    end() {
      lines.end();
      return broken > 0
        ? unreadableReport(format, brokenLine(broken, tooLong))
        : events.end(strange);
    },
  };
}

/** The first JSON object among the first 50 lines of a head that may end inside a line. */
export function firstEvents(head: string): readonly Json[] {
  return head
    .split('\n', 50)
    .filter((line) => line.startsWith('{'))
    .map(parsed)
    .filter((event) => event !== undefined);
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

function brokenLine(number: number, tooLong: boolean): string {
  return tooLong
    ? `Line ${number} is longer than ${MAX_LINE_LENGTH} characters, which is more than is read.`
    : `Line ${number} is no complete JSON object; the report was cut off, or two writers shared the file.`;
}
