import { withEnv } from '../shell/step-commands.ts';
import { type FetchLevel, levelOfRef, levelOfUrl } from './fetch-level.ts';
import { type FetchReader, operandsOf, optionValue } from './fetch-reader.ts';

/** A tool run straight from a registry; `npx` alone runs what the project has installed. */
export function fetchByRunner(explicit: boolean): FetchReader {
  return (args, command) => {
    const forced = explicit || args.some((word) => /^(?:-y|--yes|-p|--package)/.test(word));
    const named = optionValue(args, '--from', '--package', '-p', '--spec') ?? operandsOf(args)[0];
    const name = withEnv(named ?? '', command.env);
    const chosen = forced || /.@/.test(name);
    return name === '' || name.startsWith('.') || !chosen
      ? []
      : [{ what: name, level: runLevel(name) }];
  };
}

function runLevel(name: string): FetchLevel {
  if (/^git\+|^github:|\.git\b/.test(name))
    return levelOfRef(/[@#]([^@#/]+)$/.exec(name)?.[1] ?? '');
  return /(?:.@|==)v?\d[\w.+-]*$/.test(name) ? 'tag' : 'moving-code';
}

/** Python packages from a repository or URL instead of an index. */
export const fetchByPip: FetchReader = ([verb, ...args]) =>
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
  return levelOfRef(/@([^@/#]+)(?:#.*)?$/.exec(url)?.[1] ?? '');
}

/** npm packages from a repository or URL instead of the registry. */
export const fetchByNpm: FetchReader = ([verb, ...args], command, context) => {
  if (verb === 'exec' || verb === 'x') return fetchByRunner(false)(args, command, context);
  if (!/^(?:install|i|add)$/.test(verb ?? '')) return [];
  return operandsOf(args)
    .filter((word) => /^(?:github:|git[+:]|https?:)/.test(word))
    .map((word) => ({ what: word, level: levelOfRef(/#(?:semver:)?(.+)$/.exec(word)?.[1] ?? '') }));
};

/** Go programs at a moving version. */
export const fetchByGo: FetchReader = ([verb, ...args]) =>
  verb !== 'install' && verb !== 'run'
    ? []
    : args
        .filter((word) => /@(?:latest|master|main|HEAD)$/.test(word))
        .map((what) => ({ what, level: 'moving-code' as const }));
