import { checkConfig, type KnownRule } from '../config/check-config.ts';
import type { SharedReference } from '../config/config-schema.ts';
import { type ExtendedConfig, extendConfig, type ReadShared } from '../config/extend-config.ts';
import { describeProblem, type Problem } from '../config/problem.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import { blobId } from '../lib/blob-id.ts';
import type { Config, ConfigOrigin } from '../model/config.ts';
import { type ApiError, apiErrorText } from '../model/result.ts';
import type { World } from '../model/world.ts';
import type { CachedReads } from './base/cache.ts';
import { type RepositoryText, readRepositoryText } from './base/repository-text.ts';
import type { Stopped, Trigger } from './trigger/trigger.ts';

/** The config's text and where it was read. Without a file, the text is empty, which is a valid config. */
interface ConfigText {
  readonly state: 'read';
  readonly text: string;
  readonly origin: ConfigOrigin;
  readonly notices: readonly string[];
}

const DEFAULT_PATH = '.github/milestone-audit.yml';

/**
 * Reads the config at the policy ref, so that a pull request cannot loosen what it is judged by. The
 * head's config is used only when the policy ref has none yet and the head is in this repository; the
 * audit then says so (design: section 4).
 */
export async function readConfigText(
  world: World,
  trigger: Trigger,
): Promise<ConfigText | Stopped> {
  const path = (world.inputs['config'] || DEFAULT_PATH).replace(/^\.\//, '');
  const policy = await readByPath(world, trigger, path);
  if (policy.state === 'unreadable') return stopped(trigger, path, policy.why);
  if (policy.state === 'found') {
    const origin = { path, commit: trigger.policy.sha, from: 'policy' } as const;
    return { state: 'read', text: policy.text, origin, notices: [] };
  }
  if (trigger.trusted && trigger.head.sha !== trigger.policy.sha) {
    const head = await readRepositoryText(trigger.reads, trigger.head.sha, path);
    if (head.state === 'unreadable') return stopped(trigger, path, head.why);
    if (head.state === 'found') {
      const origin = { path, commit: trigger.head.sha, from: 'head' } as const;
      const notice = `${trigger.policy.branch} has no ${path} yet: the config of the audited branch was used`;
      return { state: 'read', text: head.text, origin, notices: [notice] };
    }
  }
  return { state: 'read', text: '', origin: { path, from: 'default' }, notices: [] };
}

/**
 * Reads a file at the policy ref. Its contents are requested by path at the same time as the list of
 * files, which says whether the path is a plain file, and by git's id whether the contents are its own.
 * The list of the audited commit's files is known by now.
 */
function readByPath({ forge }: World, trigger: Trigger, path: string): Promise<RepositoryText> {
  const { reads, policy, head } = trigger;
  if (policy.sha === head.sha) return readRepositoryText(reads, policy.sha, path);
  const byPath = reads.foreignFile(forge.repository, policy.sha, path);
  const blob: CachedReads['blob'] = async (id) => {
    const file = await byPath;
    return file.ok && blobId(file.value) === id ? file : reads.blob(id);
  };
  return readRepositoryText({ ...reads, blob }, policy.sha, path);
}

function stopped(trigger: Trigger, path: string, why: string): Stopped {
  return { state: 'stopped', sha: trigger.head.sha, message: `${path} could not be read: ${why}` };
}

export interface Configured {
  readonly state: 'configured';
  readonly config: Config;
  readonly origin: ConfigOrigin;
  readonly notices: readonly string[];
}

/**
 * Reads the config at the trusted ref, validates it and the inputs, and applies the inputs to it. One
 * message lists every problem, so that a config can be fixed in one go.
 */
export async function configure(
  world: World,
  trigger: Trigger,
  rules: readonly KnownRule[],
): Promise<Configured | Stopped> {
  const read = await readConfigText(world, trigger);
  if (read.state !== 'read') return read;
  const checked = await checkExtended(read, world, trigger, rules);
  const inputs = readSettings(world.inputs);
  if (checked.state === 'invalid' || inputs.state === 'invalid') {
    const problems = [
      ...(inputs.state === 'invalid' ? inputs.problems : []),
      ...(checked.state === 'invalid' ? checked.problems : []),
    ];
    return { state: 'stopped', sha: trigger.head.sha, message: describeAll(problems) };
  }
  return {
    state: 'configured',
    config: resolveConfig(checked.file, inputs.settings),
    origin: withShared(read.origin, checked.shared),
    notices: [...read.notices, ...checked.notices],
  };
}

type Checked = ExtendedConfig & { readonly notices: readonly string[] };

/** Validates the file and the shared config it extends, which only a trusted config can choose. */
async function checkExtended(
  { text, origin }: ConfigText,
  world: World,
  { reads, policy }: Trigger,
  rules: readonly KnownRule[],
): Promise<Checked> {
  const own = checkConfig(origin.path, text, rules);
  if (own.state === 'invalid') return { ...own, notices: [] };
  const { extends: shared, ...file } = own.file;
  if (origin.from !== 'policy' && shared !== undefined) {
    const notice = `\`${shared}\` was not read: a config is extended once it is on ${policy.branch}, so that no pull request chooses what it is judged by`;
    const problems = own.undeclared({});
    if (problems.length === 0) return { state: 'valid', file, notices: [notice] };
    const { line, column } = own.at(['extends']);
    const why = { where: origin.path, line, column, key: 'extends', message: notice };
    return { state: 'invalid', problems: [why, ...problems], notices: [] };
  }
  const { owner } = world.forge.repository;
  const extended = await extendConfig(origin.path, own, sharedReader(reads), rules, owner);
  return { ...extended, notices: [] };
}

/** Returns where a config was read, including the shared config it extends. */
export function withShared(
  origin: ConfigOrigin,
  shared: SharedReference | undefined,
): ConfigOrigin {
  if (shared === undefined) return origin;
  const { owner, name, path, commit } = shared;
  return { ...origin, extends: { repository: `${owner}/${name}`, path, commit } };
}

function describeAll(problems: readonly Problem[]): string {
  const lines = problems.map(describeProblem);
  return lines.length === 1 ? (lines[0] ?? '') : `${lines.length} problems:\n${lines.join('\n')}`;
}

/**
 * Returns a reader of shared configs. The commit must be the repository's own: GitHub serves the
 * commits of every fork under the parent's address, and anybody can fork.
 */
export function sharedReader(reads: CachedReads): ReadShared {
  return async (reference) => {
    const { owner, name, path, commit } = reference;
    const repository = { owner, name };
    const [file, commitState] = await Promise.all([
      reads.foreignFile(repository, commit, path),
      reads.foreignCommit(repository, commit),
    ]);
    if (!file.ok) return { state: 'refused', why: whyNot(reference, file.error) };
    // A local copy cannot say which repository contains the commit.
    if (!commitState.ok && commitState.error.kind !== 'not-here') {
      return { state: 'refused', why: whyNot(reference, commitState.error) };
    }
    if (commitState.ok && commitState.value.state !== 'exists') {
      const why = `the commit is in no branch and no tag of ${owner}/${name}, so somebody's fork may have made it`;
      return { state: 'refused', why };
    }
    return { state: 'read', text: new TextDecoder().decode(file.value) };
  };
}

/**
 * GitHub answers "not found" both for a missing repository and for one that the token may not read.
 * The token of a workflow is limited to the repository of the workflow (docs.github.com, "About the
 * GITHUB_TOKEN secret", read 2026-11-23) and to public repositories.
 */
function whyNot({ owner, name, path, commit }: SharedReference, error: ApiError): string {
  if (error.kind !== 'missing' && error.kind !== 'forbidden') return apiErrorText(error);
  const file = `${path} at ${commit.slice(0, 7)} in ${owner}/${name}`;
  return `${error.message}: there is no ${file}, or the token may not read it; a workflow's own token reads its own repository and public ones, so make ${owner}/${name} public or give \`github-token\` a token that may read its contents`;
}
