/** A config of another repository, at one commit. */
export interface SharedReference {
  readonly owner: string;
  readonly name: string;
  readonly path: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/** How `extends` is written; a branch or tag would let others change the rules between two audits. */
export const SHARED_FORM = 'OWNER/REPOSITORY/PATH.yml@COMMIT, with all 40 digits of the commit';

export const SHARED_PATTERN =
  /^([A-Za-z0-9-]{1,39})\/(?!\.{1,2}\/)([\w.-]{1,100})\/((?:(?!\.{1,2}\/)[\w .-]+\/)*[\w .-]+\.ya?ml)@([0-9a-f]{40})$/;

/** The parts of `acme/.github/milestone-audit.yml@<commit>`; `undefined` for every other text. */
export function sharedReference(text: string): SharedReference | undefined {
  const [, owner, name, path, commit] = SHARED_PATTERN.exec(text) ?? [];
  if (owner === undefined || name === undefined || path === undefined || commit === undefined) {
    return undefined;
  }
  return { owner, name, path, commit };
}

/** As it is written in the config, and shown in the audit. */
export function sharedText({ owner, name, path, commit }: SharedReference): string {
  return `${owner}/${name}/${path}@${commit}`;
}
