/** A program that runs the command named by its own words. */
export interface Launcher {
  /** Program and subcommands, with options allowed between them: `docker compose run`. */
  readonly start: readonly RegExp[];
  /** Number of operands before the command: an image, a service, a duration. */
  readonly operands?: number;
  /** The command begins after this word instead of after the operands. */
  readonly after?: RegExp;
  /** Options whose value is the next word. */
  readonly valued?: RegExp;
  /** Where the options are documented. */
  readonly source: string;
}

const containerOptions =
  /^(?:-[evwupmlhf]|--(?:env|env-file|volume|workdir|user|name|network|net|publish|entrypoint|mount|label|platform|add-host|hostname|cpus|memory|shm-size|gpus|cap-add|cap-drop|security-opt|pull|ulimit|device|tmpfs|restart|link|volumes-from|ipc|pid|userns|cidfile|runtime|file|profile|project-name|project-directory|index|scale|ansi|progress|context))$/;

const pythonOptions =
  /^(?:-[pCPe]|--(?:with|with-editable|with-requirements|extra|group|only-group|no-group|python|package|env|env-file|directory|project|index|from|spec|environment|manifest-path|config-file|cache-dir))$/;

const nodeOptions =
  /^(?:-[pwFC]|--(?:package|workspace|filter|prefix|dir|cwd|registry|cache|userconfig))$/;

const containers = 'https://docs.docker.com/reference/cli/docker/';
const coreutils = 'https://www.gnu.org/software/coreutils/manual/coreutils.html';
const bash = 'https://www.gnu.org/software/bash/manual/bash.html';

/** The launchers that are known. The first row that matches decides; read 2026-11-29. */
export const launchers: readonly Launcher[] = [
  {
    start: [/^(?:docker|podman|nerdctl)$/, /^compose$/, /^(?:run|exec)$/],
    operands: 1,
    valued: containerOptions,
    source: `${containers}compose/run/`,
  },
  {
    start: [/^(?:docker|podman)-compose$/, /^(?:run|exec)$/],
    operands: 1,
    valued: containerOptions,
    source: `${containers}compose/run/`,
  },
  {
    start: [/^(?:docker|podman|nerdctl)$/, /^container$/, /^(?:run|exec)$/],
    operands: 1,
    valued: containerOptions,
    source: `${containers}container/run/`,
  },
  {
    start: [/^(?:docker|podman|nerdctl)$/, /^(?:run|exec)$/],
    operands: 1,
    valued: containerOptions,
    source: `${containers}container/run/`,
  },
  {
    start: [/^(?:kubectl|oc)$/, /^exec$/],
    after: /^--$/,
    source: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_exec/',
  },
  {
    start: [/^nix$/, /^(?:develop|shell)$/],
    after: /^(?:-c|--command)$/,
    source: 'https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-develop',
  },
  {
    start: [/^nix-shell$/],
    after: /^(?:--run|--command)$/,
    source: 'https://nix.dev/manual/nix/latest/command-ref/nix-shell',
  },
  {
    start: [/^(?:su|runuser)$/],
    after: /^(?:-c|--command|--)$/,
    source: 'https://man7.org/linux/man-pages/man1/runuser.1.html',
  },
  {
    start: [/^script$/],
    after: /^(?:-[a-z]*c|--command)$/,
    source: 'https://man7.org/linux/man-pages/man1/script.1.html',
  },
  {
    start: [/^vagrant$/, /^ssh$/],
    after: /^(?:-c|--command)$/,
    source: 'https://developer.hashicorp.com/vagrant/docs/cli/ssh',
  },
  {
    start: [/^firebase$/, /^emulators:exec$/],
    valued: /^(?:--(?:only|inspect-functions|import|export-on-exit|ui|project)|-P)$/,
    source: 'https://firebase.google.com/docs/emulator-suite/install_and_configure',
  },
  {
    start: [/^scl$/, /^(?:enable|run)$/],
    operands: 1,
    source: 'https://man7.org/linux/man-pages/man1/scl.1.html',
  },
  {
    start: [/^(?:mpirun|mpiexec|srun)$/],
    valued:
      /^(?:-(?:n|np|N|c|p|t|A|host|hostfile)|--(?:ntasks|nodes|partition|time|account|map-by))$/,
    source: 'https://docs.open-mpi.org/en/main/man-openmpi/man1/mpirun.1.html',
  },
  {
    start: [/^parallel$/],
    valued: /^(?:-[jSI]|--(?:jobs|joblog|colsep|delay|retries|results|sshlogin))$/,
    source: 'https://www.gnu.org/software/parallel/man.html',
  },
  {
    start: [/^(?:ccache|sccache|arch|corepack|qemu-[\w-]+)$/],
    source: 'https://manpages.debian.org/',
  },
  {
    start: [/^percy$/, /^(?:app:)?exec$/],
    after: /^--$/,
    source: 'https://www.browserstack.com/docs/percy/references/commands/percy-exec',
  },
  {
    start: [/^wp-env$/, /^run$/],
    operands: 1,
    valued: /^--env-cwd$/,
    source: 'https://www.npmjs.com/package/@wordpress/env',
  },
  {
    start: [/^find$/],
    after: /^-(?:exec|execdir|ok|okdir)$/,
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/find.html',
  },
  {
    start: [/^xargs$/],
    valued: /^(?:-[nPILdaEs]|--(?:max-args|max-procs|max-lines|delimiter|arg-file|max-chars))$/,
    source: 'https://www.gnu.org/software/findutils/manual/html_mono/find.html',
  },
  {
    start: [/^xvfb-run$/],
    valued: /^(?:-[nsfepw]|--(?:server-num|server-args|auth-file|error-file|xauth-protocol|wait))$/,
    source: 'https://manpages.debian.org/bookworm/xvfb/xvfb-run.1.en.html',
  },
  {
    start: [/^timeout$/],
    operands: 1,
    valued: /^(?:-[sk]|--(?:signal|kill-after))$/,
    source: coreutils,
  },
  { start: [/^stdbuf$/], valued: /^-[ioe]$/, source: coreutils },
  { start: [/^nice$/], valued: /^(?:-n|--adjustment)$/, source: coreutils },
  { start: [/^env$/], valued: /^(?:-[uC]|--(?:unset|chdir))$/, source: coreutils },
  { start: [/^nohup$/], source: coreutils },
  { start: [/^time$/], valued: /^(?:-[fo]|--(?:format|output))$/, source: bash },
  { start: [/^exec$/], valued: /^-a$/, source: bash },
  { start: [/^(?:command|builtin)$/], source: bash },
  {
    start: [/^sudo$/],
    valued: /^(?:-[ughpCUDRT]|--(?:user|group|host|prompt|chdir|chroot|other-user))$/,
    source: 'https://www.sudo.ws/docs/man/sudo.man/',
  },
  {
    start: [/^\$\{?(?:SUDO|sudo)\}?$/],
    source: 'a variable that is empty where no other user is needed',
  },
  {
    start: [/^(?:\w+[-_])?retry$/],
    valued: /^(?:-[a-z]|--(?:times|delay|max|attempts|until|interval))$/,
    source: 'https://manpages.debian.org/bookworm/retry/retry.1.en.html',
  },
  { start: [/^doas$/], valued: /^-[uC]$/, source: 'https://man.openbsd.org/doas' },
  {
    start: [/^(?:setsid|ionice|flock|taskset|chrt)$/],
    operands: 0,
    valued: /^-[cnpwE]$/,
    source: 'https://man7.org/linux/man-pages/man1/ionice.1.html',
  },
  {
    start: [/^(?:catchsegv|chronic|unbuffer|dbus-run-session|cross-env)$/],
    source: 'https://manpages.debian.org/',
  },
  { start: [/^dotenv$/], valued: /^-[efcpv]$/, source: 'https://www.npmjs.com/package/dotenv-cli' },
  {
    start: [/^(?:npx|bunx)$/],
    valued: nodeOptions,
    source: 'https://docs.npmjs.com/cli/v11/commands/npx',
  },
  { start: [/^uvx$/], valued: pythonOptions, source: 'https://docs.astral.sh/uv/reference/cli/' },
  {
    start: [/^(?:poetry|uv|pdm|hatch|pipenv|rye|pixi|pipx)$/, /^run$/],
    valued: pythonOptions,
    source: 'https://docs.astral.sh/uv/reference/cli/#uv-run',
  },
  {
    start: [/^(?:conda|mamba|micromamba)$/, /^run$/],
    valued: /^(?:-[np]|--(?:name|prefix|cwd))$/,
    source: 'https://docs.conda.io/projects/conda/en/stable/commands/run.html',
  },
  {
    start: [/^(?:bundle|rbenv|pyenv|mise|asdf|devcontainer|ddev)$/, /^exec$/],
    valued: /^(?:--(?:gemfile|workspace-folder|service|dir))$/,
    source: 'https://bundler.io/man/bundle-exec.1.html',
  },
  {
    start: [/^opam$/, /^exec$/],
    after: /^--$/,
    source: 'https://opam.ocaml.org/doc/man/opam-exec.html',
  },
  {
    start: [/^direnv$/, /^exec$/],
    operands: 1,
    source: 'https://direnv.net/man/direnv.1.html',
  },
  {
    start: [/^(?:doppler|op|infisical|volta)$/, /^run$/],
    valued: /^(?:-[pc]|--(?:project|config|env|env-file|node|npm|yarn))$/,
    source: 'https://docs.doppler.com/docs/cli',
  },
  {
    start: [/^(?:pnpm|yarn|npm|bun)$/, /^(?:exec|dlx|x)$/],
    valued: nodeOptions,
    source: 'https://docs.npmjs.com/cli/v11/commands/npm-exec',
  },
];

/** Returns the words of the command that a launcher runs; undefined when the words start no launcher. */
export function launchedBy(words: readonly string[]): readonly string[] | undefined {
  for (const launcher of launchers) {
    const inner = innerOf(words, launcher);
    // A command in one word is for a shell: `su user -c "npm test"`.
    if (inner?.length === 1) return (inner[0] ?? '').split(/\s+/);
    if (inner !== undefined && inner.length > 0) return inner;
  }
  return undefined;
}

function innerOf(words: readonly string[], launcher: Launcher): readonly string[] | undefined {
  const { operands = 0, after, valued } = launcher;
  const at = pastStart(words, launcher);
  if (at === undefined) return undefined;
  if (after === undefined) {
    const end = pastOptions(words, at, valued) + operands;
    return [...entrypointOf(words.slice(at, end)), ...words.slice(end)];
  }
  const mark = words.findIndex((word, index) => index >= at && after.test(word));
  return mark === -1 ? undefined : words.slice(mark + 1);
}

/** The program of a container that `--entrypoint` names; its arguments follow the image. */
function entrypointOf(options: readonly string[]): readonly string[] {
  const at = options.findIndex((word) => /^--entrypoint(?:=|$)/.test(word));
  const named = options[at]?.replace(/^--entrypoint=?/, '') || options[at + 1];
  return at === -1 || named === undefined ? [] : [named];
}

function pastStart(words: readonly string[], { start, valued }: Launcher): number | undefined {
  let at = 0;
  for (const [index, word] of start.entries()) {
    if (index > 0) at = pastOptions(words, at, valued);
    const given = words[at] ?? '';
    if (!word.test(index === 0 ? given.replace(/^(?:.*\/)?bin\//, '') : given)) return undefined;
    at += 1;
  }
  return at;
}

function pastOptions(words: readonly string[], from: number, valued: RegExp | undefined): number {
  let at = from;
  while (at < words.length && /^-|^[A-Za-z_]\w*=/.test(words[at] ?? '')) {
    at += valued?.test(words[at] ?? '') ? 2 : 1;
  }
  return at;
}
