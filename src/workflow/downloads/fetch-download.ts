import { memoize } from '../../lib/memoize.ts';
import type { Script } from '../../model/workflow.ts';
import { lostExitCodes } from '../shell/lost-exit-codes.ts';
import { type PlacedCommand, scriptOfStep, withEnv } from '../shell/placed-commands.ts';
import {
  type FetchContext,
  type FetchFound,
  type FetchReader,
  isInside,
  isOwnRepository,
  levelOfUrl,
  optionValue,
} from './fetch-level.ts';

const sending =
  /^(?:-d|--data(?:-\w+)?|-F|--form|-T|--upload-file|-I|--head|--spider|--json|--post-data|--post-file)$/;

/** curl and wget: what they save or pipe. A request that only checks an address downloads nothing. */
export const fetchByDownload: FetchReader = (args, command, context) => {
  const method = optionValue(args, '-X', '--request', '--method') ?? 'GET';
  if (
    method.toUpperCase() !== 'GET' ||
    args.some((word) => sending.test(word.replace(/=.*$/s, '')))
  )
    return [];
  const saves = isSaved(args, command);
  return args
    .map((word) => withEnv(word.replace(/^--url=/, ''), command.env))
    .filter(
      (word) =>
        /^\w+:\/\//.test(word) ||
        /^[\w-]+(?:\.[\w-]+)+\/\S/.test(word) ||
        (saves && /^"?\$\{?\w*URL/i.test(word)),
    )
    .filter((url) => !isInside(url) && !isOwnRepository(url) && !url.startsWith('file:'))
    .flatMap((url) => downloadOf(url, saves, command, context));
};

function isSaved(args: readonly string[], { words, redirects, piped }: PlacedCommand): boolean {
  const target = outputOf(args) ?? redirects[0]?.target ?? '';
  if (target === '/dev/null') return false;
  return (
    piped ||
    words[0] === 'wget' ||
    words[0] === 'aria2c' ||
    redirects.some(({ operator }) => /^\d*>/.test(operator) && !operator.startsWith('2')) ||
    args.some((word) => /^-[a-zA-Z]*[oO]$|^-o\S|^--(?:output|remote-name)|^-OutFile$/i.test(word))
  );
}

/** Returns the file that curl, wget or Invoke-WebRequest writes; short options may be joined (`-sLo x`). */
function outputOf(args: readonly string[]): string | undefined {
  const joined = args.findIndex((word) => /^-[a-zA-Z]*o$|^-OutFile$/i.test(word));
  return optionValue(args, '--output', '--output-document') ?? args[joined + 1 || args.length];
}

function downloadOf(
  url: string,
  saves: boolean,
  command: PlacedCommand,
  { later, step }: FetchContext,
): FetchFound[] {
  const level = dataOnly(command, later) ? 'moving-data' : levelOfUrl(url);
  const fixed = level === 'content-addressed' || level === 'tag';
  if (!fixed && pipesIntoShell(command, later)) return [{ what: url, level: 'piped-shell' }];
  // A request that saves nothing only checks that the address responds.
  if (!saves && !pipesIntoShell(command, later)) return [];
  return [{ what: url, level: isChecked(url, command, step) ? 'content-addressed' : level }];
}

/** Whether the step checks the file's hash or signature against something not downloaded with it. */
function isChecked(url: string, command: PlacedCommand, step: readonly PlacedCommand[]): boolean {
  const names = [url, outputOf(command.words) ?? '']
    .map((name) => name.replace(/^.*\//, '').replace(/[?#].*$/s, ''))
    .filter((name) => name !== '');
  return step.some((check, at) => {
    if (!checksHash(check) || isLost(check)) return false;
    const sums = check.words.slice(1).find((word) => /\.(?:sha256|sha512|txt)$|SUMS?$/i.test(word));
    const fetched =
      sums !== undefined &&
      step.some(({ words, text }) => /^(?:curl|wget)$/.test(words[0] ?? '') && text.includes(sums));
    const checked = [step[at - 1]?.text, check.text].join(' ').split(/[\s"'*/]+/);
    return !fetched && (sums !== undefined || names.some((name) => checked.includes(name)));
  });
}

/** Programs that run what they read as a script when no script of their own is named. */
const interpreters: readonly (readonly [program: RegExp, ownScript: RegExp])[] = [
  [/^(?:ba|da|z|fi|k)?sh$/, /^(?!-)|^-[a-z]*c$/],
  [/^python[\d.]*$/, /^(?!-)|^-[cm]$/],
  [/^(?:perl|ruby)$/, /^(?!-)|^-[a-z]*e$/],
  [/^node$/, /^(?!-)|^(?:-[ep]|--eval|--print)$/],
  [/^php$/, /^(?!-)|^-[rf]$/],
  [/^pwsh$/, /^-(?:c|Command|f|File)$/i],
  [/^(?:iex|invoke-expression)$/i, /$^/],
];

/** Programs that only read data. */
const filters = /^(?:jq|yq|grep|egrep|sed|awk|gawk|wc|head|tail|sort|uniq|cut|tr|column|xmllint)$/;

function runsInput(words: readonly string[]): boolean {
  const at = words.findIndex((word) => !/^(?:sudo|env|-\w+|\w+=.*)$/.test(word));
  const own = interpreters.find(([program]) => program.test(words[at] ?? ''))?.[1];
  const args = words.slice(at + 1);
  const reads = args.findIndex((word) => /^-s$|^-$|^\/dev\/stdin$/.test(word));
  const before = reads === -1 ? args : args.slice(0, reads);
  return own !== undefined && !before.some((word) => own.test(word));
}

/** Whether a program of the repository or a filter reads the download as its data. */
function dataOnly(command: PlacedCommand, later: readonly PlacedCommand[]): boolean {
  const [next] = command.piped ? later : [];
  if (next === undefined || runsInput(next.words)) return false;
  const [program = ''] = next.words;
  return filters.test(program) || interpreters.some(([known]) => known.test(program));
}

function pipesIntoShell(command: PlacedCommand, later: readonly PlacedCommand[]): boolean {
  const runs =
    /^(?:\S*sh -c|eval|source|\.|bash|sh|iex|invoke-expression|(?:python[\d.]*|perl|ruby|node|php)(?= <\()) |scriptblock/i;
  const around = later.filter(
    ({ line, text }) => line === command.line && text.includes(command.text),
  );
  if (around.some(({ text }) => runs.test(text))) return true;
  const end = later.findIndex(({ piped }) => !piped);
  const next = command.piped ? later.slice(0, end + 1) : [];
  return next.some(({ words }) => runsInput(words));
}

/** A check that cannot fail the step verifies nothing. */
function isLost({ step, words }: PlacedCommand): boolean {
  const script = scriptOfStep(step)?.script;
  return script !== undefined && lostChecks(script).has(words);
}

const lostChecks = memoize(
  (script: Script) =>
    new Set(
      lostExitCodes(script, (words) => (hashCheck(words) ? 'other' : undefined)).map(
        (lost) => lost.words,
      ),
    ),
);

function checksHash({ words }: PlacedCommand): boolean {
  return hashCheck(words);
}

function hashCheck(words: readonly string[]): boolean {
  const line = words.join(' ');
  return (
    /^(?:sha(?:1|256|512)sum|shasum|b2sum) .*(?:-c|--check)\b/.test(line) ||
    (/^(?:test|\[\[?) .*\bsha(?:256|512)sum /.test(line) && /\b[0-9a-f]{64}/.test(line)) ||
    /^(?:gpg --verify|gpgv|cosign verify|minisign -V|gh attestation verify|openssl dgst .*-verify)/.test(
      line,
    )
  );
}
