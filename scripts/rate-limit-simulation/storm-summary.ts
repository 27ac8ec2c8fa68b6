import type { Size, Storm, Stormed } from './storm.ts';

/** Requests of one audit, besides those of building a commit again after a lost race. */
const MAX_REQUESTS = 47;

/** The branch that a value of `docs` leads to, on a repository whose default branch takes pushes. */
const branchOf = (docs: string): string => docs.replace(/^branch:/, '').replace('auto', 'main');

const requestsOf = ({ requests, refused, again }: Stormed): number => requests - refused - again;

function documentsOf({ sandbox, audits, milestones }: Storm, { commits, docs }: Size): string[] {
  return docs.flatMap((where) =>
    milestones.flatMap((id) => {
      const newest = audits.find(
        (one) => one.milestone === id && one.commit === commits && one.docs === where,
      );
      const branch = branchOf(where);
      const there = sandbox.file(`docs/milestones/${id}/${id}_audit.md`, branch);
      const same = there !== undefined && there === newest?.document;
      return same ? [] : [`the document of ${id} on ${branch} is not its newest audit's`];
    }),
  );
}

/** Every milestone stands in the index that all audits write. */
function indexesOf({ sandbox, milestones }: Storm, { docs }: Size): string[] {
  return docs.flatMap((where) => {
    const branch = branchOf(where);
    const index = sandbox.file('docs/milestones/README.md', branch) ?? '';
    const lost = milestones.filter((id) => !index.includes(id));
    return lost.map((id) => `${id} is lost from the index on ${branch}`);
  });
}

/** Commits that were there before lie below the audit's own. */
function historyOf({ sandbox, audits }: Storm): string[] {
  const { repo } = sandbox.world;
  const below = new Set<string>();
  for (let sha = repo.refs.get('refs/heads/main'); sha !== undefined; ) {
    below.add(sha);
    [sha] = repo.store.mustCommit(sha).parents;
  }
  const lost = new Set(audits.map(({ sha }) => sha).filter((sha) => !below.has(sha)));
  return [...lost].map((sha) => `commit ${sha} is no longer on main`);
}

function endsOf({ audits, sandbox }: Storm): string[] {
  const { statuses } = sandbox.world;
  const last = new Map(statuses.map(({ sha, state }) => [sha, state]));
  const pending = [...last].filter(([, state]) => state === 'pending');
  const without = audits.filter(({ document }) => document === '');
  return [
    ...pending.map(([sha]) => `the status of ${sha} is still pending`),
    ...without.map(({ milestone, commit }) => `${milestone} of commit ${commit} made no audit`),
  ];
}

/** What a storm has shown, in lines; `broken` is empty when every promise held. */
export function summaryOf(
  made: Storm,
  size: Size,
): { readonly lines: readonly string[]; readonly broken: readonly string[] } {
  const { audits, counts, seconds } = made;
  const most = Math.max(...audits.map(requestsOf));
  const sum = (of: (one: Stormed) => number): number => audits.reduce((n, one) => n + of(one), 0);
  const documents = audits.filter(({ log }) => log.some((line) => /^document: pub/.test(line)));
  const refused = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  return {
    lines: [
      `${audits.length} audits at once: ${size.milestones} milestones × ${size.commits} commits × ${size.docs.length} branches`,
      `all ended within ${Math.round(seconds)} s of simulated time; ${documents.length} wrote their document, the others found a newer one`,
      `requests: ${refused.join(', ')}`,
      `answered requests of one audit: at most ${most} of ${MAX_REQUESTS}, besides ${sum(({ again }) => again)} of all audits together after lost races`,
    ],
    broken: [
      ...documentsOf(made, size),
      ...indexesOf(made, size),
      ...historyOf(made),
      ...endsOf(made),
      ...(most > MAX_REQUESTS ? [`one audit had ${most} requests answered`] : []),
    ],
  };
}
