import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { quantity } from '../lib/format.ts';
import { repositoryUrl, runUrl } from '../lib/urls.ts';
import type { Attested } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';

type State = (typeof BY_WORST.states)[number];
type Signer = Attested['signers'][number];

export const buildProvenance = defineRule({
  id: 'build-provenance',
  title: 'Build provenance',
  controls: ['OSPS-BR-06.01'],
  needs: ['attestations'],
  levels: [
    'an artifact that the config names does not exist, or nobody attested how it was built',
    '—',
    'one was attested only by another repository, workflow, or commit',
    '—',
    'one was attested by another run of this commit',
    'each was attested by the run that uploaded it, or by the workflow that the config names',
  ],
  remediation: {
    recommendation:
      'Attest the artifact in the job that builds it, with `actions/attest` and `attestations: write`.',
    minutes: 30,
    guardrail: 'Keep the artifact under `attestations` in the config.',
    rollback: 'Take the artifact off the list in the config.',
    area: 'SEC',
  },
  inapplicable: ({ config: { attestations } }) =>
    attestations === undefined ? 'the config names no artifact to attest' : undefined,
  table: BY_WORST,
  judge({ attestations }, { target }) {
    const items = attestations.map((one) => itemsOf(one, target));
    const proven = items.filter((each) => each.every(({ worst }) => worst === '5'));
    return {
      items: items.flat(),
      measured: `${proven.length} of ${quantity(attestations.length, 'artifact')} attested by its build`,
    };
  },
});

/** The best signer decides; an attestation that could not be read can only be a better one. */
function itemsOf(attested: Attested, target: Target): readonly Item<State>[] {
  const { what, source, signers, unread } = attested;
  const states = signers.map((signer) => stateOf(signer, attested, target)).sort();
  const worst = states.at(-1) ?? '0';
  const proof = proofOf(attested);
  if (worst === '5') return [{ worst, best: worst, proof }];
  const flaw = (most: Level): Flaw => ({
    key: `provenance:${what}`,
    severity: severityOf(most),
    observation: `${what}: ${whyNot(attested, worst)}.`,
    source,
  });
  if (unread.length === 0) return [{ worst, best: worst, proof, flaw }];
  return unread.map((why) => {
    const open = { kind: 'attestations', what: `attestations of ${what}`, why, source } as const;
    return { worst, best: '5', proof, open };
  });
}

function stateOf(signer: Signer, { source, workflow }: Attested, target: Target): State {
  const { repository, serverUrl = 'https://github.com', commits } = target;
  const url = repositoryUrl(serverUrl, repository);
  if (signer.repository.toLowerCase() !== url.toLowerCase()) return '2';
  const page = source.runId === undefined ? '' : runUrl(signer.repository, source.runId);
  const isOwnRun = page !== '' && `${signer.run}/`.startsWith(`${page}/`);
  // A run of a pull request signs for the test merge, so its own run shows the commit as well.
  const known = [commits.audited, commits.head, commits.merge, ...commits.sameTree];
  if (!isOwnRun && !known.includes(signer.commit)) return '2';
  if (workflow === undefined) return isOwnRun ? '5' : '4';
  const wanted = workflow.startsWith('https://') ? workflow : `${signer.repository}/${workflow}`;
  return signer.workflow.split('@')[0] === wanted ? '5' : '2';
}

function whyNot({ absent, signers }: Attested, worst: State): string {
  const [who] = signers.map(signedWords);
  if (who === undefined) return absent ?? 'nobody attested how it was built';
  return worst === '4' ? `${who}, which is not the run that uploaded it` : `only ${who}`;
}

function signedWords({ workflow, commit, run }: Signer): string {
  return `${workflow} at commit ${commit.slice(0, 12)} attested it in ${run}`;
}

function proofOf({ what, source, signers, absent }: Attested): readonly Proof[] {
  if (signers.length === 0) {
    return [{ text: `${what}: ${absent ?? 'no provenance attestation'}`, source }];
  }
  return signers.map((signer) => ({ text: `${what}: ${signedWords(signer)}`, source }));
}
