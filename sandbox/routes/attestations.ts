import { type Call, notFound, ok, param, type Reply, type Route } from '../http.ts';

/** Short names of predicate types (O: repos/list-attestations); others are asked for as they are. */
const PREDICATES: Readonly<Record<string, RegExp>> = {
  provenance: /^https:\/\/slsa\.dev\/provenance\//,
  sbom: /^https:\/\/(?:spdx\.dev|cyclonedx\.org)\//,
  release: /^https:\/\/in-toto\.io\/attestation\/release\//,
};

/**
 * GitHub answers 404 where there is none, and has left bundles out of the list since 2026-07-16: each is at a
 * signed address, compressed (aaif-goose/goose#10557, denoland/clawpatrol#769, read 2026-11-30). There, `bundle`
 * is null, which the description does not allow; here it is absent.
 */
function listAttestations(call: Call): Reply {
  const { world, query, repo } = call;
  const wanted = query.get('predicate_type');
  const known = world.attestations.filter(
    ({ digest, predicateType }) =>
      digest === param(call, 'subject_digest') &&
      (wanted === null || (PREDICATES[wanted]?.test(predicateType) ?? predicateType === wanted)),
  );
  if (known.length === 0) throw notFound();
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const start = Number(query.get('after') ?? 0);
  const attestations = known.slice(start, start + size).map(({ bundle }) => ({
    repository_id: repo.id,
    bundle_url: call.store(
      compressed(Buffer.from(bundle)),
      'application/x-snappy',
      'bundle.json.sn',
    ),
    initiator: 'user',
  }));
  const next = start + size;
  const link = `<${call.self}?per_page=${size}&after=${next}>; rel="next"`;
  const answer = ok({ attestations });
  return next < known.length ? { ...answer, headers: { link } } : answer;
}

/** Snappy's format without copies: the length, and literals of up to 65,536 bytes. */
function compressed(bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest >= 128 ? (rest % 128) + 128 : rest);
    if (rest < 128) break;
  }
  const parts: Uint8Array[] = [Buffer.from(length)];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const piece = bytes.subarray(at, at + 65_536);
    const count = piece.length - 1;
    parts.push(Buffer.from([61 << 2, count & 0xff, count >> 8]), piece);
  }
  return Buffer.concat(parts);
}

export const attestationRoutes: readonly Route[] = [
  {
    operation: 'repos/list-attestations',
    method: 'GET',
    path: '/repos/{owner}/{repo}/attestations/{subject_digest}',
    needs: 'attestations=read',
    handle: listAttestations,
  },
];
