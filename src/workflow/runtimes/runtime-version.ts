import type { SettingsFile } from '../../model/workflow.ts';
import { baseName } from '../parse/file-names.ts';

/** How exact a runtime's version is; the levels of the rule `exact-runtime`. */
export type Exactness = 'exact' | 'minor' | 'range' | 'latest' | 'unset' | 'unknown';

/**
 * `3.10.6` is exact, `3.10` a minor, `3`, `18.x`, `>=3.9` and `lts/*` ranges, `latest`, `stable` and
 * `3.13-dev` are `latest`; an expression is unknown.
 */
export function exactnessOf(version: string): Exactness {
  const text = version
    .trim()
    .replace(
      /^(?:v|pypy-?|pyston-?|graalpy-?|node-|go|python-|ruby-?|jruby-?|truffleruby-?|temurin-?|zulu-?|corretto-?)(?=\d)/i,
      '',
    );
  if (text === '') return 'unset';
  if (text.includes('${{') || text.includes('$')) return 'unknown';
  if (
    /-dev$|-?nightly$|(?:^|-)(?:head|debug|asan|master|main|trunk)$|^(?:latest|node|current|stable|nightly|beta|canary|edge|head|system|\*|x)$/i.test(
      text,
    )
  )
    return 'latest';
  if (/^=?\d+\.\d+\.\d[\w.+-]*$|^nightly-\d{4}-\d\d-\d\d$/.test(text))
    return /\.[xX*]$/.test(text) ? 'minor' : 'exact';
  if (/^~?\d+\.\d+(?:\.[xX*])?t?$/.test(text)) return 'minor';
  return 'range';
}

/** Returns the version that a version file names for a runtime, with its 1-based line; undefined for none. */
export function versionIn(
  file: SettingsFile,
  runtime: string,
): { version: string; line: number } | undefined {
  const pattern = patternOf(baseName(file.path), runtime);
  const lines = file.text.split('\n');
  const index = lines.findIndex((line) => pattern.test(line));
  const version = pattern.exec(lines[index] ?? '')?.[1]?.trim();
  return version === undefined ? undefined : { version, line: index + 1 };
}

const toolNames: Readonly<Record<string, string>> = { node: 'node(?:js)?', go: 'go(?:lang)?' };

function patternOf(name: string, runtime: string): RegExp {
  if (name === '.tool-versions') return new RegExp(`^${toolNames[runtime] ?? runtime}\\s+(\\S+)`);
  if (name === 'go.mod') return /^(?:toolchain go|go )(\d\S*)/;
  if (name === 'package.json') return new RegExp(`^\\s*"${runtime}"\\s*:\\s*"([^"]+)"`);
  if (name === 'pyproject.toml') return /^\s*requires-python\s*=\s*["']([^"']+)["']/;
  if (name === 'global.json') return /"version"\s*:\s*"([^"]+)"/;
  if (name === 'rust-toolchain.toml') return /^\s*channel\s*=\s*"([^"]+)"/;
  if (/mise\.toml$/.test(name)) return new RegExp(`^\\s*"?${runtime}"?\\s*=\\s*"([^"]+)"`);
  if (name === '.sdkmanrc') return /^java=(\S+)/;
  return /^\s*([^#\s]\S*)\s*$/;
}
