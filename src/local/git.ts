import { execFile } from 'node:child_process';

/**
 * Returns the environment for git, without variables that point it at another repository (a git hook
 * sets GIT_DIR for the programs it runs) or change its answers.
 */
export function gitEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value === undefined || (name.startsWith('GIT_') && !KEPT.test(name)) ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
}

/** Containers set trusted folders (`safe.directory`) with these variables. */
const KEPT = /^GIT_(CONFIG_|EXEC_PATH$|CEILING_DIRECTORIES$|DISCOVERY_ACROSS_FILESYSTEM$)/;

/** Answer of git; `message` is its last line without a prefix. */
export type GitAnswer =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly message: string };

/** Runs git in one folder, never through a shell. */
export type Git = (args: readonly string[]) => Promise<GitAnswer>;

/** Maximum output in bytes; a list of 100,000 files with long names has 20 MB. */
const MAX_OUTPUT = 512 * 1024 * 1024;

/**
 * Switches off what lets a repository run programs or use the network while it is read: hooks, a
 * file-system monitor, and the transports by which a partial clone fetches missing objects.
 */
export const READ_ONLY: readonly string[] = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.allow=never',
];

/** Returns git for a folder. Outside arguments must follow `--end-of-options` or `--`. */
export function gitIn(folder: string): Git {
  return (args) =>
    new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: gitEnvironment(process.env),
        encoding: 'buffer',
        maxBuffer: MAX_OUTPUT,
        windowsHide: true,
      } as const;
      execFile('git', [...READ_ONLY, ...args], options, (error, bytes, errors) => {
        resolve(
          error === null
            ? { ok: true, bytes }
            : { ok: false, message: messageOf(error, errors.toString('utf8')) },
        );
      });
    });
}

/** Maximum size in bytes of an answer that is kept. */
const MAX_KEPT = 1024 * 1024;

/** Returns git that starts no second process for the same arguments, so that refs stay what they were. */
export function askOnce(git: Git): Git {
  const answers = new Map<string, Promise<GitAnswer>>();
  return (args) => {
    const key = args.join('\0');
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = git(args);
    answers.set(key, answer);
    void answer.then((given) => {
      if (given.ok && given.bytes.length > MAX_KEPT) answers.delete(key);
    });
    return answer;
  };
}

function messageOf(error: Error & { code?: unknown }, output: string): string {
  if (error.code === 'ENOENT') return 'git is not installed, or not on the PATH';
  const line = output.split('\n').find((one) => /^(fatal|error):/.test(one));
  return (
    (line ?? output.trim().split('\n')[0] ?? '').replace(/^(fatal|error): /, '') || error.message
  );
}

/** Splits output whose fields end with NUL. */
export function fieldsOfOutput(bytes: Buffer): readonly string[] {
  const text = bytes.toString('utf8');
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}
