import type { CheckWrite, Forge, StatusWrite } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';

/** A required status, or check run, that was announced and has no last word yet. */
export type LeftOpen =
  | ({ readonly kind: 'status' } & Pick<StatusWrite, 'sha' | 'context' | 'targetUrl'>)
  | ({ readonly kind: 'check' } & Pick<
      CheckWrite,
      'id' | 'sha' | 'name' | 'externalId' | 'detailsUrl'
    >);

/** Name under which the open ones are kept for the action's `post` step. */
export const LEFT_OPEN = 'open_statuses';

/** As text for the step's state; empty when nothing is open. */
export function leftOpenText(open: readonly LeftOpen[]): string {
  return open.length === 0 ? '' : JSON.stringify(open);
}

function isLeftOpen(value: unknown): value is LeftOpen {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const texts = (...keys: readonly string[]): boolean =>
    keys.every((key) => typeof (value as Readonly<Record<string, unknown>>)[key] === 'string');
  if (value.kind === 'status') return texts('sha', 'context', 'targetUrl');
  return value.kind === 'check' && texts('sha', 'name', 'externalId', 'detailsUrl');
}

/** What `leftOpenText` wrote; what is no such thing is left out. */
export function readLeftOpen(text: string): readonly LeftOpen[] {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter(isLeftOpen) : [];
  } catch {
    return [];
  }
}

/**
 * Ends a status as `error`, unless another audit of the commit has spoken since: what stands then is
 * newer. When that cannot be read it is ended all the same, because an error blocks but never lies.
 */
async function endStatus(
  forge: Forge,
  { sha, context, targetUrl }: LeftOpen & { readonly kind: 'status' },
  description: string,
): Promise<Result<unknown>> {
  const known = await forge.statuses(sha);
  if (known.ok) {
    const last = known.value.find((one) => one.context.toLowerCase() === context.toLowerCase());
    const ours = last === undefined || (last.state === 'pending' && last.targetUrl === targetUrl);
    if (!ours) return known;
  }
  return forge.setStatus({ sha, context, targetUrl, state: 'error', description });
}

async function idOf(
  forge: Forge,
  { id, sha, name, externalId }: LeftOpen & { readonly kind: 'check' },
): Promise<Result<number | undefined>> {
  return id === undefined ? forge.findCheck(sha, name, externalId) : ok(id);
}

async function endCheck(
  forge: Forge,
  check: LeftOpen & { readonly kind: 'check' },
  title: string,
): Promise<Result<unknown>> {
  const id = await idOf(forge, check);
  if (!id.ok || id.value === undefined) return id;
  const { sha, name, externalId, detailsUrl } = check;
  const progress = { state: 'ended', conclusion: 'failure' } as const;
  const said = { title, summary: title, text: '', annotations: [] };
  return forge.writeCheck({ id: id.value, sha, name, externalId, detailsUrl, progress, ...said });
}

/** Gives one that is open its last word, `error`, with the reason. */
export function endLeftOpen(forge: Forge, open: LeftOpen, why: string): Promise<Result<unknown>> {
  switch (open.kind) {
    case 'status':
      return endStatus(forge, open, why);
    case 'check':
      return endCheck(forge, open, why);
    default:
      return open satisfies never;
  }
}
