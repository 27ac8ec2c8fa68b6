import { canonicalJson } from '../lib/canonical-json.ts';
import type { Audit } from './audit.ts';
import { auditSchema } from './schema/audit-schema.ts';

/** Canonical JSON: keys sorted at every depth, two blanks, LF, one newline at the end. */
export function renderJson(audit: Audit): string {
  return canonicalJson(audit);
}

/** An audit read back, or why the text is none, in words a user can act on. */
export type ReadAudit =
  | { readonly state: 'read'; readonly audit: Audit }
  | { readonly state: 'unreadable'; readonly why: string };

/** Reads what `renderJson` wrote, by this version or a later one that only added keys. */
export function readAudit(text: string): ReadAudit {
  const json = parsed(text);
  if (json === undefined) return unreadable('it is not JSON');
  const schema = schemaOf(json);
  if (schema !== 'milestone-audit/1') {
    return unreadable(otherSchema(schema));
  }
  const read = auditSchema.safeParse(json);
  if (read.success) return { state: 'read', audit: read.data };
  const [issue] = read.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the audit' : issue.path.join('.');
  return unreadable(`${where}: ${issue?.message ?? 'it does not have the form of an audit'}`);
}

function otherSchema(schema: string | undefined): string {
  if (schema !== undefined && /^milestone-audit\/\d+$/.test(schema)) {
    return `its schema is ${schema}, made by a later version of milestone-audit; this one reads milestone-audit/1, so take the version that made it`;
  }
  const found = schema === undefined ? 'it names no schema' : `its schema is ${schema}`;
  return `it is not an audit of schema milestone-audit/1: ${found}`;
}

function unreadable(why: string): ReadAudit {
  return { state: 'unreadable', why };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The name of the schema a document claims; the bundle of evidence claims another. */
function schemaOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('schema' in json)) return undefined;
  return typeof json.schema === 'string' ? json.schema.slice(0, 60) : undefined;
}
