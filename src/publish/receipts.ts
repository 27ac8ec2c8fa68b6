import type { ApiError } from '../model/result.ts';
import type { Receipt } from '../model/world.ts';

/** Where a publisher's result can be seen, when it has one. */
export function urlFrom(receipts: readonly Receipt[], publisher: string): string | undefined {
  const receipt = receipts.find((one) => one.publisher === publisher);
  const has = receipt?.state === 'published' || receipt?.state === 'unchanged';
  return has && receipt.url !== '' ? receipt.url : undefined;
}

export function skipped(publisher: string, why: string): Receipt {
  return { publisher, state: 'skipped', why };
}

export function failed(publisher: string, why: string): Receipt {
  return { publisher, state: 'failed', why };
}

/**
 * What a refused write means: a token that may not write is a choice of whoever set it up, so the
 * publisher is skipped and names the permission; everything else should have worked.
 */
export function receiptOf(publisher: string, trouble: ApiError): Receipt {
  if (trouble.kind !== 'forbidden') return failed(publisher, trouble.message);
  const { permission, message } = trouble;
  return { publisher, state: 'skipped', why: message, permission };
}
