import { mapConcurrent } from '../lib/concurrency.ts';
import { decompressSnappy } from '../lib/snappy.ts';
import type { Attestations } from '../model/forge.ts';
import { apiErrorText, err, ok, orNone, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, textOr } from './decode.ts';
import { download } from './download.ts';
import { PAGE_SIZE } from './pages.ts';
import { inMemory } from './stored-bytes.ts';

/** A statement has at most 16 MB (actions/attest, README, read 2026-11-30), which Base64 makes a third more. */
const MAX_BYTES = 24 * 1024 * 1024;
const AT_ONCE = 4;

interface Page {
  readonly items: readonly Fields[];
  /** Whether GitHub has more attestations than one page lists. */
  readonly more: boolean;
}

/**
 * Returns the Sigstore bundles of the attestations of a digest (`sha256:…`) that have a predicate type.
 *
 * GitHub answers 404 where there is none. Since 2026-07-16 it leaves bundles out of the list also in the
 * version of the API that describes them, and names the address of each, compressed by Snappy (REST "List
 * attestations"; aaif-goose/goose#10557, denoland/clawpatrol#769, read 2026-11-30).
 */
export async function listAttestations(
  client: Client,
  digest: string,
  predicateType: string,
): Promise<Result<Attestations>> {
  if (/\/api\/graphql$/.test(client.graphqlUrl)) {
    const message = 'an Enterprise Server has no artifact attestations';
    return err({ kind: 'not-here', message });
  }
  const listed = orNone(
    await client.request<unknown, Page>(
      {
        route: 'GET /repos/{owner}/{repo}/attestations/{subject_digest}',
        params: { subject_digest: digest, predicate_type: predicateType, per_page: PAGE_SIZE },
        permission: 'attestations: read',
      },
      (data, { headers }) => ({
        items: listOf(fieldsOf(data, 'the answer')['attestations'], 'attestations').map((one) =>
          fieldsOf(one, 'an attestation'),
        ),
        more: /rel="next"/.test(String(headers['link'] ?? '')),
      }),
    ),
  );
  if (!listed.ok) return listed;
  const { items, more } = listed.value ?? { items: [], more: false };
  const read = await mapConcurrent(items, AT_ONCE, (item) => bundleOf(client, item));
  const cut = `GitHub has more than the ${PAGE_SIZE} attestations of it that are read`;
  return ok({
    bundles: read.flatMap((one) => (one.ok ? [one.value] : [])),
    unread: [
      ...read.flatMap((one) => (one.ok ? [] : [apiErrorText(one.error)])),
      ...(more ? [cut] : []),
    ],
  });
}

async function bundleOf(client: Client, item: Fields): Promise<Result<string>> {
  const inline = fieldsIn(item, 'bundle');
  if (Object.keys(inline).length > 0) return ok(JSON.stringify(inline));
  const stored = await download(
    client,
    { url: textOr(item, 'bundle_url', '') },
    MAX_BYTES,
    inMemory,
  );
  if (!stored.ok) return stored;
  try {
    return ok(Buffer.from(decompressSnappy(stored.value, MAX_BYTES)).toString('utf8'));
  } catch (error) {
    const message = `a bundle could not be decompressed: ${(error as Error).message}`;
    return err({ kind: 'invalid', message });
  }
}
