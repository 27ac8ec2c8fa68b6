import type { SettingsFile } from '../../model/workflow.ts';
import { baseName } from '../files/lockfile-names.ts';

/** The version of a runtime that a version file names, with its 1-based line; undefined when it names none. */
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
