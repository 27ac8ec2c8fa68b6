import { parse } from 'smol-toml';
import type { SettingsFile } from '../../model/workflow.ts';
import { type Hold, holdOfRange, holdOfRequirement } from './requirement.ts';

/** How the dependencies that a `pyproject.toml` declares are held, extras included; undefined when it cannot be read. */
export function projectHolds(file: SettingsFile): readonly Hold[] | undefined {
  const root = readToml(file.text);
  if (root === undefined) return undefined;
  const project = asMap(root['project']);
  if (root['project'] === undefined) return poetryHolds(asMap(asMap(root['tool'])['poetry']));
  if (Array.isArray(project['dynamic']) && project['dynamic'].includes('dependencies'))
    return undefined;
  const extras = Object.values(asMap(project['optional-dependencies'])).flatMap(asList);
  return [...asList(project['dependencies']), ...extras].map((item) =>
    holdOfRequirement(String(item)),
  );
}

function poetryHolds(poetry: Record<string, unknown>): readonly Hold[] | undefined {
  const dependencies = Object.entries(asMap(poetry['dependencies']));
  if (dependencies.length === 0) return undefined;
  return dependencies
    .filter(([name]) => name !== 'python')
    .map(([, value]) =>
      typeof value === 'string' ? holdOfRange(value) : holdOfTable(asMap(value)),
    );
}

function holdOfTable({ git, rev, version }: Record<string, unknown>): Hold {
  if (git !== undefined) return /^[0-9a-f]{40}$/.test(String(rev)) ? 'hashed' : 'moving';
  return holdOfRange(String(version ?? ''));
}

/** TOML as a plain map; undefined when it does not parse. */
export function readToml(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

export function asMap(value: unknown): Record<string, unknown> {
  const map = typeof value === 'object' && value !== null && !Array.isArray(value);
  return map ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
