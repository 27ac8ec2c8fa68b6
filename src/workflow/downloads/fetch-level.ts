import { pinOfImage, pinOfRef } from '../parse/uses.ts';
import type { PlacedCommand } from '../shell/placed-commands.ts';

/**
 * How well a download is pinned, best first; the levels of the rule `no-external-fetch`. Locked packages are
 * not downloads.
 */
export type FetchLevel =
  | 'content-addressed'
  | 'tag'
  | 'moving-data'
  | 'moving-code'
  | 'piped-shell';

/** Rates a Git ref of another repository; an empty one is the default branch. */
export function levelOfRef(ref: string): FetchLevel {
  const pin = ref === '' ? 'branch' : pinOfRef(ref);
  return pin === 'sha' ? 'content-addressed' : pin === 'tag' ? 'tag' : 'moving-code';
}

export function levelOfImage(image: string): FetchLevel {
  const pin = pinOfImage(image);
  return pin === 'digest' ? 'content-addressed' : pin === 'tag' ? 'tag' : 'moving-code';
}

const data =
  /\.(?:json|jsonl|csv|tsv|txt|xml|ya?ml|md|html?|parquet|npz|npy|h5|sql|geojson|pb|onnx|pt|bin\.gz|jpe?g|png|svg|wav|mp[34]|pdf|pem|crt|asc|gpg|key|ini|conf|lock)(?:[?#]|$)/i;

/**
 * Rates a URL: it contains a commit or hash, a version, or is mutable; code unless its extension is a data
 * format.
 */
export function levelOfUrl(url: string): FetchLevel {
  if (/(?:^|[/@=_.-])(?:[0-9a-f]{40}|[0-9a-f]{64})(?:$|[/?#&._-])/i.test(url))
    return 'content-addressed';
  if (/(?:^|[/@=_v-])v?\d+\.\d+(?:\.\d+)?(?:$|[^\d])/.test(url.replace(/^\w+:\/\/[^/]+/, '')))
    return 'tag';
  return data.test(url) ? 'moving-data' : 'moving-code';
}

/** Whether a host is the runner itself or a service container of the job. */
export function isInside(url: string): boolean {
  const host = /^(?:\w+:\/\/)?(?:[^/@\s]*@)?(\[[^\]]*\]|[^/:?#\s]*)/.exec(url)?.[1] ?? '';
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)$/i.test(host))
    return true;
  return /^\w+:\/\//.test(url) && !host.includes('.') && !host.includes('$');
}

export interface FetchFound {
  /** What is fetched, as named: a URL, an image, a package. */
  readonly what: string;
  readonly level: FetchLevel;
}

/** The commands that follow a command in its job, and images built there. */
export interface FetchContext {
  readonly later: readonly PlacedCommand[];
  /** Commands of its own step close to it. */
  readonly step: readonly PlacedCommand[];
  readonly built: ReadonlySet<string>;
  /** Package managers that install the project's packages in the job. */
  readonly installed: ReadonlySet<string>;
}

/** Returns what one program downloads, from the words after its name. */
export type FetchReader = (
  args: readonly string[],
  command: PlacedCommand,
  context: FetchContext,
) => readonly FetchFound[];

/** Returns the words that are not options; values of options are included. */
export function operandsOf(args: readonly string[]): readonly string[] {
  return args.filter((word) => !word.startsWith('-'));
}

/** Returns the value of the first of these options, written `--name value` or `--name=value`. */
export function optionValue(
  args: readonly string[],
  ...names: readonly string[]
): string | undefined {
  const at = args.findIndex((word) => names.includes(word.replace(/=.*$/s, '')));
  return at === -1 ? undefined : (/=(.*)$/s.exec(args[at] ?? '')?.[1] ?? args[at + 1]);
}

/** Whether a URL names the workflow's own repository by an expression or variable. */
export function isOwnRepository(url: string): boolean {
  return /github\.repository\b|GITHUB_REPOSITORY\b|github\.event\.(?:repository|pull_request\.head\.repo)\b/.test(
    url,
  );
}
