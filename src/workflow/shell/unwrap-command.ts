import { memoize } from '../../lib/memoize.ts';

/** Programs that run another one, with the number of words each takes besides options. */
const wrappers: Readonly<Record<string, number>> = {
  sudo: 0,
  env: 0,
  time: 0,
  command: 0,
  exec: 0,
  nohup: 0,
  nice: 0,
  stdbuf: 0,
  builtin: 0,
  timeout: 1,
  'xvfb-run': 0,
  npx: 0,
  bunx: 0,
  uvx: 0,
  catchsegv: 0,
  chronic: 0,
  unbuffer: 0,
  doas: 0,
  dotenv: 0,
  'cross-env': 0,
};

const runners: readonly RegExp[] = [
  /^(?:poetry|uv|pdm|hatch|pipenv|rye|pixi) run$/,
  /^(?:bundle|pnpm|yarn|npm|mise|bun|asdf) exec$/,
  /^(?:pnpm|yarn) dlx$/,
  /^(?:npm|bun) x$/,
  /^pipx run$/,
  /^conda run$/,
];

/** Options of the wrappers whose value is the next word. */
const valued: ReadonlySet<string> = new Set([
  '-u',
  '-n',
  '-s',
  '-k',
  '--signal',
  '--kill-after',
  '-a',
  '--server-args',
  '--with',
  '--extra',
  '--group',
  '--python',
  '-p',
  '--package',
  '-e',
  '--env',
  '--directory',
  '--project',
  '--only-group',
  '--from',
  '--name',
]);

/**
 * Returns the command without its wrappers: `sudo -E poetry run python -m pytest -q` is `pytest -q`. The
 * program's folder is dropped (`./node_modules/.bin/jest` is `jest`); a script of the repository keeps its
 * path.
 */
export function unwrap(words: readonly string[]): readonly string[] {
  return unwrapped(words);
}

const unwrapped = memoize((words: readonly string[]): readonly string[] => {
  let rest = words;
  for (let round = 0; round < 8; round += 1) {
    const next = unwrapOnce(rest);
    if (next === rest) break;
    rest = next;
  }
  const [program = '', ...others] = rest;
  return rest.length === 0 ? rest : [programName(program), ...others];
});

function unwrapOnce(words: readonly string[]): readonly string[] {
  const program = programName(words[0] ?? '');
  const module = pythonModule(program, words);
  if (module !== undefined) return words.slice(module);
  if (program === 'command' && /^-[vV]$/.test(words[1] ?? '')) return words;
  const own = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
  if (own !== undefined) return innerOf(words, 1, own);
  const pair = `${program} ${words[1] ?? ''}`;
  return runners.some((runner) => runner.test(pair)) ? innerOf(words, 2, 0) : words;
}

/** Returns the words after the wrapper's options and operands, or the wrapper itself (`env`, `time`). */
function innerOf(words: readonly string[], from: number, operands: number): readonly string[] {
  let at = from;
  while (at < words.length && isWrapperOption(words[at] ?? '')) {
    at += valued.has(words[at] ?? '') ? 2 : 1;
  }
  const inner = words.slice(at + operands);
  return inner.length === 0 ? words : inner;
}

function isWrapperOption(word: string): boolean {
  return word.startsWith('-') || /^[A-Za-z_]\w*=/.test(word);
}

/** Returns the position of the module after `python … -m`, if any. */
function pythonModule(program: string, words: readonly string[]): number | undefined {
  if (!/^(?:python|pypy)[\d.]*$|^py$/.test(program)) return undefined;
  let at = 1;
  while (/^-(?!m$)[A-Za-z0-9]/.test(words[at] ?? '')) at += /^-[WX]$/.test(words[at] ?? '') ? 2 : 1;
  return words[at] === '-m' && words[at + 1] !== undefined ? at + 1 : undefined;
}

function programName(word: string): string {
  const folder = /^(?:.*\/)?(?:bin|Scripts)\/([^/]+)$/.exec(word)?.[1];
  return (folder ?? word).replace(/\.(?:exe|cmd)$/, '');
}
