import { type PlacedCommand, withEnv } from '../shell/placed-commands.ts';
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
  const target =
    optionValue(args, '-o', '--output', '-O', '--output-document') ?? redirects[0]?.target ?? '';
  if (target === '/dev/null') return false;
  return (
    piped ||
    words[0] === 'wget' ||
    redirects.some(({ operator }) => /^\d*>/.test(operator) && !operator.startsWith('2')) ||
    args.some((word) => /^-[a-zA-Z]*[oO]|^--(?:output|remote-name)/.test(word))
  );
}

function downloadOf(
  url: string,
  saves: boolean,
  command: PlacedCommand,
  { later, step }: FetchContext,
): FetchFound[] {
  const level = levelOfUrl(url);
  const fixed = level === 'content-addressed' || level === 'tag';
  if (!fixed && pipesIntoShell(command, later)) return [{ what: url, level: 'piped-shell' }];
  // A request that saves nothing only checks that the address responds.
  if (!saves && !pipesIntoShell(command, later)) return [];
  return [{ what: url, level: isChecked(url, command, step) ? 'content-addressed' : level }];
}

/** Whether the step checks the file's hash or signature against something not downloaded with it. */
function isChecked(url: string, command: PlacedCommand, step: readonly PlacedCommand[]): boolean {
  const names = [url, optionValue(command.words, '-o', '--output', '-O', '--output-document') ?? '']
    .map((name) => name.replace(/^.*\//, '').replace(/[?#].*$/, ''))
    .filter((name) => name !== '');
  return step.some((check, at) => {
    if (!checksHash(check)) return false;
    const sums = check.words.slice(1).find((word) => /\.(?:sha256|sha512|txt)$|SUMS?$/i.test(word));
    const fetched =
      sums !== undefined &&
      step.some(({ words, text }) => /^(?:curl|wget)$/.test(words[0] ?? '') && text.includes(sums));
    const checked = [step[at - 1]?.text, check.text].join(' ').split(/[\s"'*/]+/);
    return !fetched && (sums !== undefined || names.some((name) => checked.includes(name)));
  });
}

const shells = /^(?:ba|da|z|fi|k)?sh$|^(?:python|perl|ruby|node|php)[\d.]*$|^(?:pwsh|iex)$/;

function pipesIntoShell(command: PlacedCommand, later: readonly PlacedCommand[]): boolean {
  const around = later.find(
    ({ line, text }) => line === command.line && text.includes(command.text),
  );
  if (around !== undefined && /^(?:\S*sh -c|eval|source|\.|bash|sh) /.test(around.text))
    return true;
  const end = later.findIndex(({ piped }) => !piped);
  const next = command.piped ? later.slice(0, end + 1) : [];
  return next.some(({ words }) => shells.test(programOf(words)));
}

function programOf(words: readonly string[]): string {
  return words.find((word) => !/^(?:sudo|env|-\w+|\w+=.*)$/.test(word)) ?? '';
}

function checksHash({ words }: PlacedCommand): boolean {
  const line = words.join(' ');
  return (
    /^(?:sha(?:1|256|512)sum|shasum|b2sum) .*(?:-c|--check)\b/.test(line) ||
    /^(?:gpg --verify|gpgv|cosign verify|minisign -V|gh attestation verify|openssl dgst .*-verify)/.test(
      line,
    )
  );
}
