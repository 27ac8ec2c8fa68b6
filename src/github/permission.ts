/** One key of GitHub's header, `pull_requests=write`, spelled as under `permissions:`. */
function spelled(key: string): string {
  const [name = '', access = 'read'] = key.trim().split('=');
  return `${name.replaceAll('_', '-')}: ${access}`;
}

/**
 * The permission that was missing, as one would write it under `permissions:` in a workflow.
 *
 * `X-Accepted-GitHub-Permissions` lists sets that would each do, sets parted by `;` and keys by `,`:
 * `issues=write; pull_requests=write`. `metadata` is left out: every token has it. `fallback` serves
 * when the header is missing, as on older servers (docs.github.com, "Troubleshooting the REST API",
 * read 2026-11-22).
 */
export function permissionFrom(header: string | undefined, fallback: string): string {
  const sets = (header ?? '')
    .split(';')
    .map((set) =>
      set
        .split(',')
        .filter((key) => key.includes('=') && !key.trim().startsWith('metadata='))
        .map(spelled)
        .join(' and '),
    )
    .filter((set) => set !== '');
  return sets.length === 0 ? fallback : sets.join(' or ');
}
