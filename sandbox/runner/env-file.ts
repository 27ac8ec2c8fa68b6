/**
 * Reads a file of the kind GITHUB_OUTPUT is, by the runner's own grammar: `name=value` to the end of
 * the line, or `name<<DELIMITER`, lines, `DELIMITER`. Throws where the runner would fail the step.
 *
 * Source: actions/runner v2.336.0, `FileCommandManager.cs` (read 2026-11-22).
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const [line, after] = takeLine(rest);
    if (line === '') {
      rest = after;
      continue;
    }
    const { name, value, remaining } = takeEntry(line, after);
    values[name] = value;
    rest = remaining;
  }
  return values;
}

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly remaining: string;
}

function takeEntry(line: string, after: string): Entry {
  const equals = line.indexOf('=');
  const heredoc = line.indexOf('<<');
  if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
    return { name: line.slice(0, equals), value: line.slice(equals + 1), remaining: after };
  }
  if (heredoc > 0 && line.length > heredoc + 2) {
    const [value, remaining] = takeUntil(after, line.slice(heredoc + 2));
    return { name: line.slice(0, heredoc), value, remaining };
  }
  throw new Error(`the runner would refuse the line: ${line}`);
}

function takeLine(text: string): readonly [string, string] {
  const end = text.indexOf('\n');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

function takeUntil(text: string, delimiter: string): readonly [string, string] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '') {
    const ended = rest.includes('\n');
    const [line, after] = takeLine(rest);
    rest = after;
    if (line === delimiter && ended) return [lines.join('\n'), rest];
    lines.push(line);
  }
  throw new Error(`the runner would miss the delimiter: ${delimiter}`);
}
