import * as z from 'zod';
import { type Evidence, present, unreadable } from '../../model/evidence.ts';
import type { Vex } from '../../model/repository.ts';
import { type CollectJob, fileUrl } from '../base/collect-job.ts';
import { readRepositoryText } from '../base/repository-text.ts';
import { defineSource } from '../base/source.ts';

/*
 * OpenVEX (openvex/spec, OPENVEX-SPEC.md, v0.2.0, read 2026-11-30). In v0.0.1 the vulnerability was a text.
 * A `not_affected` statement needs a justification or an impact statement.
 */
const statement = z
  .looseObject({
    vulnerability: z.union([
      z.string().transform((name) => ({ name, aliases: [] as string[] })),
      z.looseObject({ name: z.string(), aliases: z.array(z.string()).default([]) }),
    ]),
    status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
    justification: z.string().optional(),
    impact_statement: z.string().optional(),
  })
  .refine(
    ({ status, justification, impact_statement: impact }) =>
      status !== 'not_affected' || justification !== undefined || impact !== undefined,
    'a `not_affected` statement needs `justification` or `impact_statement`',
  );

const document = z.looseObject({
  '@context': z.string().regex(/^https:\/\/openvex\.dev\/ns(?:\/|$)/, 'it is not OpenVEX'),
  statements: z.array(statement),
});

/** Returns the statements of an OpenVEX document, or why it is not one. */
export function readVex(path: string, text: string): Vex['statements'] | string {
  try {
    const read = document.safeParse(JSON.parse(text));
    if (!read.success) {
      const [issue] = read.error.issues;
      return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.replace(/^: /, '');
    }
    return read.data.statements.map(({ vulnerability, status, justification, ...rest }) => ({
      ids: [vulnerability.name, ...vulnerability.aliases],
      status,
      why: justification ?? rest.impact_statement ?? '',
      path,
    }));
  } catch {
    return 'it is not JSON';
  }
}

/** Returns the statements at the policy ref, so that no change excuses what it brings in itself. */
async function collectVex(job: CollectJob): Promise<Evidence<Vex> | undefined> {
  const paths = job.config.vex;
  if (paths === undefined) return undefined;
  const commit = job.target.commits.policy;
  const statements: Vex['statements'][number][] = [];
  for (const path of paths) {
    const text = await readRepositoryText(job.reads, commit, path);
    const read = text.state === 'found' ? readVex(path, text.text) : whyNot(text);
    if (typeof read === 'string') {
      const why = `the OpenVEX file ${path} could not be read: ${read}`;
      job.notice(why);
      return unreadable(why, { what: path, path, commit, url: fileUrl(job, commit, path) });
    }
    statements.push(...read);
  }
  return present({ statements }, { what: paths.join(', '), commit });
}

function whyNot(text: { readonly state: 'none' } | { readonly state: 'unreadable'; why: string }) {
  return text.state === 'none' ? 'it does not exist' : text.why;
}

export const vex = defineSource({
  kind: 'vex',
  from: 'local',
  after: [],
  cost: 'high',
  optional: true,
  collect: collectVex,
});
