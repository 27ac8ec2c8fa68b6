import { mapConcurrent } from '../../lib/concurrency.ts';
import { nameMatcher, pathMatcher } from '../../lib/glob.ts';
import { artifactUrl, repositoryUrl } from '../../lib/urls.ts';
import type { AttestationConfig } from '../../model/config.ts';
import { type Evidence, present, type Source } from '../../model/evidence.ts';
import type { ArtifactRecord } from '../../model/reports.ts';
import type { Attested } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { readRepositoryText } from '../base/repository-text.ts';
import { defineSource } from '../base/source.ts';

/** How an artifact was built (slsa.dev/spec/v1.0/provenance, read 2026-11-30). */
const PROVENANCE = 'https://slsa.dev/provenance/v1';

/** Maximum number of digests that are looked up; the others are named as not read. */
const MAX_SUBJECTS = 100;
const AT_ONCE = 4;

/** An artifact or a file in it, before its attestations are looked up. */
type Subject = Omit<Attested, 'signers' | 'unread'> & {
  readonly trustedRoot?: string;
  /** Why it cannot be looked up. */
  readonly unread?: string;
};

/** Returns who attested the artifacts and files that the config names, by verified signatures. */
async function collectAttestations(
  job: CollectJob,
  artifacts: Evidence<readonly ArtifactRecord[]>,
): Promise<Evidence<readonly Attested[]> | undefined> {
  const wanted = job.config.attestations;
  if (wanted === undefined) return undefined;
  if (artifacts.state === 'missing' || artifacts.state === 'unreadable') return artifacts;
  const { value: records = [], unread } =
    artifacts.state === 'present' ? artifacts : { value: [], unread: [] };
  const subjects = wanted.flatMap((one) => subjectsOf(job, one, records));
  const attested = await mapConcurrent(subjects, AT_ONCE, (subject) =>
    lookUp(job, subject, subjects.indexOf(subject) < MAX_SUBJECTS),
  );
  return present(attested, { what: 'attestations of the evidence runs’ artifacts' }, unread);
}

/** Returns what one entry of the config names; something absent where there is no such artifact or file. */
function subjectsOf(
  job: CollectJob,
  { artifact, path, workflow, trustedRoot }: AttestationConfig,
  records: readonly ArtifactRecord[],
): readonly Subject[] {
  const matches = nameMatcher([artifact]);
  const found = records.filter(({ name, state }) => state !== 'stale' && matches(name));
  const settings = {
    ...(workflow === undefined ? {} : { workflow }),
    ...(trustedRoot === undefined ? {} : { trustedRoot }),
  };
  if (found.length === 0) {
    const absent = 'the evidence runs uploaded no such artifact';
    return [{ what: `artifact ${artifact}`, source: LISTING, absent, ...settings }];
  }
  return found.flatMap((record) => {
    const subjects = path === undefined ? [archiveOf(job, record)] : filesOf(job, record, path);
    return subjects.map((one) => ({ ...one, ...settings }));
  });
}

const LISTING: Source = { what: 'artifacts of the evidence runs' };

function sourceOf({ world, target }: CollectJob, record: ArtifactRecord): Source {
  const { id, name, runId, attempt } = record;
  const repository = repositoryUrl(world.event.serverUrl, target.repository);
  const url = artifactUrl(repository, runId, id);
  return { what: `artifact ${name}`, url, runId, attempt, artifactId: id };
}

function archiveOf(job: CollectJob, record: ArtifactRecord): Subject {
  const { name, digest } = record;
  const source = sourceOf(job, record);
  if (digest !== undefined) return { what: `artifact ${name}`, source: { ...source, digest } };
  return { what: `artifact ${name}`, source, unread: 'GitHub states no digest of it' };
}

function filesOf(job: CollectJob, record: ArtifactRecord, glob: string): readonly Subject[] {
  const { name, state, why, files = [] } = record;
  const source = sourceOf(job, record);
  const what = `${glob} in artifact ${name}`;
  if (state !== 'read') return [{ what, source, unread: `the artifact was not read: ${why}` }];
  const found = files.filter(({ path }) => pathMatcher([glob])(path));
  if (found.length === 0) return [{ what, source, absent: 'the artifact has no such file' }];
  return found.map(({ path, digest }) => {
    const file = { what: `${path} in artifact ${name}`, source: { ...source, path } };
    return digest === undefined
      ? { ...file, unread: 'it could not be read' }
      : { ...file, source: { ...file.source, digest } };
  });
}

async function lookUp(job: CollectJob, subject: Subject, isWithin: boolean): Promise<Attested> {
  const { trustedRoot, unread: unknown, ...known } = subject;
  if (subject.absent !== undefined) return { ...known, signers: [], unread: [] };
  const why = isWithin ? unknown : `more than ${MAX_SUBJECTS} attestations are asked for`;
  const { digest = '' } = subject.source;
  const { signers, unread } =
    why === undefined ? await signersOf(job, digest, trustedRoot) : { signers: [], unread: [why] };
  for (const one of unread) job.notice(`attestations of ${subject.what} are not all known: ${one}`);
  return { ...known, signers, unread };
}

async function signersOf(
  job: CollectJob,
  digest: string,
  trustedRoot: string | undefined,
): Promise<Pick<Attested, 'signers' | 'unread'>> {
  const answer = await job.reads.attestations(digest, PROVENANCE);
  if (!answer.ok) return { signers: [], unread: [apiErrorText(answer.error)] };
  const { bundles, unread } = answer.value;
  if (bundles.length === 0) return { signers: [], unread };
  const root = trustedRoot === undefined ? undefined : await rootAt(job, trustedRoot);
  if (root?.state === 'unread') return { signers: [], unread: [...unread, root.why] };
  const { verifyBundle } = await import('../../lib/sigstore.ts');
  const verified = bundles.map((bundle) => verifyBundle(bundle, root?.text));
  return {
    signers: verified.flatMap((one) => {
      if (one.state === 'refused') return [];
      // The list may have other statements: an older server does not know the filter by type.
      const { predicateType, subjects } = one.statement;
      const isProof = predicateType === PROVENANCE && subjects.includes(digest.split(':')[1] ?? '');
      return isProof ? [one.by] : [];
    }),
    unread: [...unread, ...verified.flatMap((one) => (one.state === 'refused' ? [one.why] : []))],
  };
}

/** The trusted root is read at the policy ref, so that no change names its own authority. */
async function rootAt(job: CollectJob, path: string) {
  const read = await readRepositoryText(job.reads, job.target.commits.policy, path);
  if (read.state === 'found') return { state: 'found', text: read.text } as const;
  const why = read.state === 'none' ? 'it does not exist' : read.why;
  return { state: 'unread', why: `the trusted root ${path} could not be read: ${why}` } as const;
}

export const attestations = defineSource({
  kind: 'attestations',
  from: 'github',
  after: ['artifacts'],
  cost: 'high',
  optional: true,
  collect: async (job, { artifacts }) => collectAttestations(job, await artifacts),
});
