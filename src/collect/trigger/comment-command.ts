import { textAt } from './payload.ts';

/** What a maintainer writes under a pull request to have it audited again. */
const COMMAND = '/audit';

/**
 * Who may ask: anybody can comment on a public repository, and the audit then runs with the
 * repository's own token (docs.github.com, GraphQL `CommentAuthorAssociation`, read 2026-11-22).
 */
const MAINTAINERS = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** Why a comment asks for no audit; undefined when it does. The command stands on its first line, alone. */
export function notCommanded(payload: unknown): string | undefined {
  if (textAt(payload, 'action') !== 'created') return 'the comment is not a new one';
  const [first = ''] = (textAt(payload, 'comment', 'body') ?? '').split(/\r?\n/);
  if (first.trim() !== COMMAND) return `the comment does not say \`${COMMAND}\``;
  const association = textAt(payload, 'comment', 'author_association') ?? 'NONE';
  return MAINTAINERS.has(association)
    ? undefined
    : `\`${COMMAND}\` is for owners, members and collaborators; its author is none of them`;
}
