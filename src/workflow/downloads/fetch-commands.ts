import { type PlacedCommand, withEnv } from '../shell/placed-commands.ts';
import { fetchByDownload } from './fetch-download.ts';
import {
  type FetchContext,
  type FetchFound,
  type FetchLevel,
  type FetchReader,
  isOwnRepository,
  levelOfImage,
  levelOfRef,
  levelOfUrl,
  operandsOf,
  optionValue,
} from './fetch-level.ts';

/** A tool run straight from a registry; `npx` alone runs what the project has installed. */
function fetchByRunner(explicit: boolean): FetchReader {
  return (args, command) => {
    const options = ownOptions(args);
    const forced = explicit || options.some((word) => /^(?:-y|--yes|-p|--package)/.test(word));
    const named =
      optionValue(options, '--from', '--package', '-p', '--spec') ?? args[options.length];
    const name = withEnv(named ?? '', command.env);
    const chosen = forced || /.@/.test(name);
    return name === '' || name.startsWith('.') || !chosen
      ? []
      : [{ what: name, level: runLevel(name) }];
  };
}

/** Returns the options before the command's name; later ones belong to the command. */
function ownOptions(args: readonly string[]): readonly string[] {
  let at = 0;
  while (args[at]?.startsWith('-')) at += runnerValue.test(args[at] ?? '') ? 2 : 1;
  return args.slice(0, at);
}

const runnerValue =
  /^(?:-p|--(?:package|from|spec|with|python|index|index-url|registry|workspace|cache|extra-index-url))$/;

/** bunx installs what is missing without asking; what `bun install` put there before is not fetched. */
const bunx: FetchReader = (args, command, context) =>
  fetchByRunner(!context.installed.has('bun'))(args, command, context);

function runLevel(name: string): FetchLevel {
  if (/^git\+|^github:|\.git\b/.test(name))
    return levelOfRef(/[@#]([^@#/]+)$/.exec(name)?.[1] ?? '');
  return /(?:.@|==)v?\d[\w.+-]*$/.test(name) ? 'tag' : 'moving-code';
}

/** Python packages from a repository or URL instead of an index. */
const fetchByPip: FetchReader = ([verb, ...args]) =>
  verb !== 'install'
    ? []
    : args
        .filter((word, at) => isOutside(word) && !indexOption.test(args[at - 1] ?? ''))
        .map((word) => ({ what: word, level: pipLevel(word) }));

const indexOption = /^(?:-i|-f|--index-url|--extra-index-url|--find-links)$/;

function isOutside(word: string): boolean {
  return /(?:^|@ ?)(?:git\+|https?:\/\/)\S/.test(word) && !word.startsWith('--');
}

function pipLevel(url: string): FetchLevel {
  if (/#sha(?:256|384|512)=/.test(url)) return 'content-addressed';
  if (!url.includes('git+')) return levelOfUrl(url) === 'tag' ? 'tag' : 'moving-code';
  return levelOfRef(/@([^@/#]+)(?:#.*)?$/s.exec(url)?.[1] ?? '');
}

/** npm packages from a repository or URL instead of the registry. */
const fetchByNpm: FetchReader = ([verb, ...args], command, context) => {
  if (verb === 'exec' || verb === 'x') return fetchByRunner(false)(args, command, context);
  if (!/^(?:install|i|add)$/.test(verb ?? '')) return [];
  return operandsOf(args)
    .filter((word) => /^(?:github:|git[+:]|https?:)/.test(word))
    .map((word) => ({
      what: word,
      level: levelOfRef(/#(?:semver:)?(.+)$/s.exec(word)?.[1] ?? ''),
    }));
};

/** Go programs: `go run pkg@v1.2.3` fetches what it runs, `go install` at a version is an install. */
const fetchByGo: FetchReader = ([verb, ...args]) =>
  verb !== 'install' && verb !== 'run'
    ? []
    : args
        .filter((word) => /^[\w.-]+\.\w+\/\S+@\S/.test(word))
        .flatMap((what): FetchFound[] => {
          const moving = /@(?:latest|master|main|HEAD)$/.test(what);
          if (!moving && verb === 'install') return [];
          return [{ what, level: moving ? 'moving-code' : 'tag' }];
        });

/** `uv run --with X` installs X for this command; `uv tool run` is `uvx`. */
const fetchByUv: FetchReader = ([group, ...args], command, context) => {
  if (group === 'pip') return fetchByPip(args, command, context);
  if (group === 'tool' && args[0] === 'run') {
    return fetchByRunner(true)(args.slice(1), command, context);
  }
  const options = group === 'run' ? ownOptions(args) : [];
  return options.flatMap((word, at): readonly FetchFound[] => {
    const inline = /^--with=(.*)$/s.exec(word)?.[1];
    const named = inline ?? (word === '--with' ? options[at + 1] : undefined);
    const names = (named ?? '').split(',').filter((name) => name !== '' && !name.startsWith('.'));
    return names.map((what) => ({ what, level: runLevel(what) }));
  });
};

/** `deno run` and its like take an address, or a package of a registry. */
const fetchByDeno: FetchReader = ([verb, ...args]) => {
  if (!/^(?:run|x|install|test|serve)$/.test(verb ?? '')) return [];
  return args.flatMap((what): readonly FetchFound[] => {
    if (/^(?:npm|jsr):/.test(what)) return [{ what, level: runLevel(what) }];
    const level = levelOfUrl(what) === 'tag' ? 'tag' : 'moving-code';
    return /^https?:\/\//.test(what) ? [{ what, level }] : [];
  });
};

/** PowerShell that evaluates what it downloads: `iex (….DownloadString('https://…'))`, `pwsh -c "irm … | iex"`. */
const fetchByEvaluation: FetchReader = (_, { text, words }) => {
  const evaluates = /\b(?:iex|Invoke-Expression)\b/i.test(text);
  // Inside PowerShell, `irm` and its like are commands of their own.
  const inner = /^(?:pwsh|powershell)/i.test(words[0] ?? '');
  const request = /\b(?:irm|iwr|Invoke-RestMethod|Invoke-WebRequest)\b/i.test(text);
  const downloads = /\bDownloadString\b/i.test(text) || (inner && request);
  const [what] = evaluates && downloads ? (/https?:\/\/[^\s'")|]+/.exec(text) ?? []) : [];
  return what === undefined ? [] : [{ what, level: 'piped-shell' }];
};

/** Programs that take an address or an image and fetch it. */
function fetchNamed(verb: RegExp, what: RegExp, level: (name: string) => FetchLevel): FetchReader {
  return ([first, ...args]) =>
    verb.test(first ?? '')
      ? args.filter((word) => what.test(word)).map((name) => ({ what: name, level: level(name) }))
      : [];
}

const address = /^https?:\/\//;
const image = /^(?!-)[\w.-]+(?::\d+)?\/[\w./@:-]+$/;

/** `nix run github:owner/name/REF`. */
function levelOfFlake(name: string): FetchLevel {
  return levelOfRef(/^\w+:[^/]+\/[^/]+\/([^/#?]+)/.exec(name)?.[1] ?? '');
}

/** `git clone` of another repository, and its submodules. */
const fetchByGit: FetchReader = ([verb, ...args], command, { later }) => {
  if (verb === 'submodule' && args[0] === 'update') {
    const level = args.includes('--remote') ? 'moving-code' : 'content-addressed';
    return [{ what: 'git submodules', level }];
  }
  const url = operandsOf(args).find((word) => /:\/\/|^[\w.-]+@[\w.-]+:|\$/.test(word));
  if (verb !== 'clone' || url === undefined) return [];
  if (isOwnRepository(url) || url.startsWith('file:')) return [];
  return [{ what: url, level: cloneLevel(args, command, later) }];
};

/** Rates a clone by the commit checked out afterwards, else by its branch. */
function cloneLevel(
  args: readonly string[],
  { env }: PlacedCommand,
  later: readonly PlacedCommand[],
): FetchLevel {
  const next = later.findIndex(({ words }) => words[0] === 'git' && words[1] === 'clone');
  const own = next === -1 ? later : later.slice(0, next);
  const checkout = own.find(({ words }) => words[0] === 'git' && words.includes('checkout'));
  const ref = withEnv(operandsOf(checkout?.words.slice(1) ?? []).at(-1) ?? '', env);
  if (levelOfRef(ref) === 'content-addressed') return 'content-addressed';
  return levelOfRef(withEnv(optionValue(args, '-b', '--branch') ?? '', env));
}

const docker: FetchReader = (args, command, { built }) => {
  const [verb, ...rest] = args[0] === 'image' || args[0] === 'container' ? args.slice(1) : args;
  if (verb !== 'pull' && verb !== 'run' && verb !== 'create') return [];
  const image = withEnv(imageOf(rest) ?? '', command.env);
  // An image named by an expression is usually one that an earlier job built.
  if (image === '' || image.includes('$') || built.has(image.replace(/[:@].*$/s, ''))) return [];
  return [{ what: image, level: levelOfImage(image) }];
};

const dockerFlags =
  /^-(?:-(?:rm|detach|interactive|tty|init|privileged|read-only|quiet|no-healthcheck|publish-all|disable-content-trust|all-tags|sig-proxy)(?:=.*)?|[ditPqa]+)$|^--[\w-]+=/;

function imageOf(args: readonly string[]): string | undefined {
  let at = 0;
  while (args[at]?.startsWith('-'))
    at += dockerFlags.test(args[at] ?? '') || /^-[a-z]\S/.test(args[at] ?? '') ? 1 : 2;
  return args[at];
}

const gh: FetchReader = ([group, verb, ...args]) => {
  if (group === 'repo' && verb === 'clone')
    return [{ what: operandsOf(args)[0] ?? '', level: 'moving-code' }];
  if (group !== 'release' || verb !== 'download' || optionValue(args, '-R', '--repo') === undefined)
    return [];
  return [
    { what: optionValue(args, '-R', '--repo') ?? '', level: levelOfRef(operandsOf(args)[0] ?? '') },
  ];
};

const models: FetchReader = (args) => {
  const name = operandsOf(args.slice(1))[0];
  if (args[0] !== 'download' || name === undefined) return [];
  return [
    {
      what: name,
      level:
        levelOfRef(optionValue(args, '--revision') ?? '') === 'content-addressed'
          ? 'content-addressed'
          : 'moving-data',
    },
  ];
};

const bucket: FetchReader = (args) => {
  const from = args.find((word) => /^(?:s3|gs):\/\//.test(word));
  const copies = args.some((word) => /^(?:cp|sync|rsync)$/.test(word));
  const downloads = copies && operandsOf(args).at(-1) !== from;
  return from !== undefined && downloads ? [{ what: from, level: 'moving-data' }] : [];
};

const readers: Readonly<Record<string, FetchReader>> = {
  git: fetchByGit,
  curl: fetchByDownload,
  wget: fetchByDownload,
  iwr: fetchByDownload,
  irm: fetchByDownload,
  'invoke-webrequest': fetchByDownload,
  'invoke-restmethod': fetchByDownload,
  'start-bitstransfer': fetchByDownload,
  aria2c: fetchByDownload,
  iex: fetchByEvaluation,
  'invoke-expression': fetchByEvaluation,
  pwsh: fetchByEvaluation,
  powershell: fetchByEvaluation,
  kubectl: fetchNamed(/^(?:apply|create|replace)$/, address, levelOfUrl),
  nix: fetchNamed(
    /^(?:run|shell|develop|build|profile)$/,
    /^(?:github|gitlab|git\+https):/,
    levelOfFlake,
  ),
  oras: fetchNamed(/^pull$/, image, levelOfImage),
  crane: fetchNamed(/^(?:pull|export)$/, image, levelOfImage),
  deno: fetchByDeno,
  docker,
  podman: docker,
  npx: fetchByRunner(false),
  bunx,
  uvx: fetchByRunner(true),
  pipx: ([verb, ...args], c, x) => (verb === 'run' ? fetchByRunner(true)(args, c, x) : []),
  pnpm: ([verb, ...args], c, x) =>
    verb === 'dlx' ? fetchByRunner(true)(args, c, x) : fetchByNpm([verb ?? '', ...args], c, x),
  yarn: ([verb, ...args], c, x) =>
    verb === 'dlx' ? fetchByRunner(true)(args, c, x) : fetchByNpm([verb ?? '', ...args], c, x),
  uv: fetchByUv,
  pip: fetchByPip,
  npm: fetchByNpm,
  go: fetchByGo,
  gh,
  'huggingface-cli': models,
  hf: models,
  aws: bucket,
  gsutil: bucket,
  gcloud: bucket,
};

/** Returns what a command downloads. `contextOf` is called only for commands that can download. */
export function fetchesOfCommand(
  command: PlacedCommand,
  contextOf: () => FetchContext,
): readonly FetchFound[] {
  const words = command.words.filter((word, at) => at > 0 || word !== 'sudo');
  const module =
    /^python[\d.]*$/.test(words[0] ?? '') && words[1] === '-m' ? words.slice(2) : words;
  const named = (module[0] ?? '').replace(/^pip[\d.]+$/, 'pip').replace(/\.exe$/, '');
  const program = /^(?:iwr|irm|iex|invoke-|start-bits)/i.test(named) ? named.toLowerCase() : named;
  const reader = Object.hasOwn(readers, program) ? readers[program] : undefined;
  return reader?.(module.slice(1), command, contextOf()) ?? [];
}
