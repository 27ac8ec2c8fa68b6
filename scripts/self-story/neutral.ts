import { homedir, tmpdir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';

/** Where GitHub's runner checks this repository out. */
const CHECKOUT = '/home/runner/work/milestone-audit/milestone-audit';

export interface Told {
  /** The folder of this machine that stands for the checkout. */
  readonly checkout: string;
  /** The time that replaces every recorded one. */
  readonly at: string;
}

/** Paths of this machine become those of a runner. */
function neutralPaths(text: string, { checkout }: Told): string {
  return text
    .replaceAll(checkout, CHECKOUT)
    .replaceAll(`${tmpdir()}/`, '/tmp/')
    .replaceAll(`${homedir()}/`, '/home/runner/');
}

/** A log without colours, durations and the news of tools, which change with every recording. */
export function neutralLog(text: string, told: Told): string {
  return neutralPaths(stripVTControlCharacters(text), told)
    .replaceAll('\r', '')
    .replace(/^npm (?:notice|warn).*\n?/gm, '')
    .replace(/ \(\d[\d.]* m?s\)$/gm, '')
    .replace(/\bin \d[\d.]*m?s\b/g, 'in 0s')
    .replace(/^(Time: +).*$/gm, '$10 s')
    .replace(/^(?:Get|Hit|Fetched|Selecting|Preparing|\(Reading).*\n?/gm, '');
}

/**
 * A report without what differs between two recordings of the same commit: times, durations, host,
 * the order in which workers finished, and the indentation that makes it large.
 */
export function neutralReport(text: string, told: Told): string {
  const plain = neutralPaths(text, told)
    .replace(/(\btimestamp=")\d{4}-[^"]*"/g, `$1${told.at}"`)
    .replace(/(\btimestamp=")\d+"/g, `$1${Date.parse(told.at)}"`)
    .replace(/(\btime=")[^"]*"/g, '$10"')
    .replace(/(\bhostname=")[^"]*"/g, '$1runner"')
    .replace(/^[ \t]+(?=<)/gm, '');
  return sortedSuites(plain);
}

/** jest-junit writes a suite when its worker is done. */
function sortedSuites(text: string): string {
  const suite = /^<testsuite [\s\S]*?^<\/testsuite>\n/gm;
  const suites = (text.match(suite) ?? []).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return text.replace(suite, () => suites.shift() ?? '');
}
