import type { Audit } from '../../model/audit.ts';
import type { AuditArtifact } from '../../model/audit-evidence.ts';
import { code, type Inline, link } from '../markdown/inline.ts';

/** A commit by its first seven digits, linked where the repository has an address. */
export function commitLink(audit: Audit, sha: string): Inline {
  return linked(audit, `commit/${sha}`, code(short(sha)));
}

/** `base…audited`, linked to the comparison. */
export function rangeLink(audit: Audit, base: string, head: string): Inline {
  return linked(audit, `compare/${base}...${head}`, code(`${short(base)}…${short(head)}`));
}

export function runLink(audit: Audit, id: number): Inline {
  const run = audit.runs.find((one) => one.id === id);
  return run === undefined
    ? linked(audit, `actions/runs/${id}`, code(String(id)))
    : link(run.url, code(String(id)));
}

export function artifactLink(audit: Audit, { id, name, run_id }: AuditArtifact): Inline {
  return linked(audit, `actions/runs/${run_id}/artifacts/${id}`, code(name));
}

function linked({ repository_url }: Audit, path: string, shown: Inline): Inline {
  return repository_url === undefined ? shown : link(`${repository_url}/${path}`, shown);
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
