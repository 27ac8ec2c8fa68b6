import type { Config } from '../model/config.ts';
import type { CheckWrite, Forge, StatusState } from '../model/forge.ts';
import type { Receipt } from '../model/receipt.ts';
import { writeCheckRuns } from './check-run.ts';
import { writeCommitStatuses } from './commit-status.ts';
import { skipped } from './receipts.ts';

/** Where the required status goes: which commits, under which name, leading where. */
export interface StatusPlace {
  readonly forge: Forge;
  readonly config: Pick<Config, 'status' | 'statusName' | 'auditKey' | 'dryRun'>;
  /** The audited commit first, then every commit of the audit's own on top of it. */
  readonly shas: readonly string[];
  /** What a click on it opens. */
  readonly url: string;
  /** Beginning of the address of a commit's page, where a person sees its statuses. */
  readonly commits?: string;
}

/** What the status says. Only a check run shows more than the description. */
export interface StatusWord {
  readonly state: StatusState;
  /** At most 140 code points; a longer one is shortened. */
  readonly description: string;
  readonly check?: { readonly summary: string; readonly annotations: CheckWrite['annotations'] };
}

/** The name to require; audits of one repository are told apart by their key. */
export function statusContext({ statusName, auditKey }: StatusPlace['config']): string {
  return auditKey === '' ? statusName : `${statusName} (${auditKey})`;
}

/** Names under which each kind is posted: two of one name would both be required. */
function namesFor(config: StatusPlace['config']): {
  readonly status?: string;
  readonly check?: string;
} {
  const context = statusContext(config);
  switch (config.status) {
    case 'status':
      return { status: context };
    case 'check':
      return { check: context };
    case 'both':
      return { status: context, check: `${context} details` };
    case 'none':
      return {};
    default:
      return config.status satisfies never;
  }
}

/**
 * Posts the required status, or check run, or both, on every commit it belongs to.
 *
 * Both are tried even when one is refused. The receipt is that of the kind that is required; the
 * details' own trouble is its note.
 */
export async function postStatus(place: StatusPlace, word: StatusWord): Promise<Receipt> {
  if (place.config.dryRun) return skipped('status', 'dry run');
  const names = namesFor(place.config);
  const check =
    names.check === undefined ? undefined : await writeCheckRuns(place, names.check, word);
  const status =
    names.status === undefined ? undefined : await writeCommitStatuses(place, names.status, word);
  const main = status ?? check ?? skipped('status', '`status: none`');
  if (status?.state !== 'published' || check === undefined || check.state === 'published') {
    return main;
  }
  return { ...status, note: 'why' in check ? `check run: ${check.why}` : 'check run: unchanged' };
}
