import { missing } from '../../model/evidence.ts';
import type { EvidenceKind, EvidenceSet } from '../../model/evidence-file.ts';
import type { EventFacts } from '../../model/world.ts';
import type { CachedReads } from './cache.ts';
import type { CollectJob } from './collect-job.ts';

/**
 * Where the command line takes a kind from: `github` from saved evidence (`--from`), `local` from the
 * checkout, `either` from saved evidence when it is there.
 */
export type Origin = 'github' | 'local' | 'either';

type Kinds = Required<EvidenceSet>;

/** The evidence a source depends on. A source awaits each kind only where it needs the value. */
export type Dependencies<A extends EvidenceKind> = { readonly [K in A]: Promise<Kinds[K]> };

/** What is known before the config is read. */
export interface EarlyFacts {
  readonly event: EventFacts;
  readonly reads: CachedReads;
  /** A commit whose runs and files the audit reads. */
  readonly commit: string;
  /** Where the commits of the pull request begin; absent without a pull request. */
  readonly since?: string;
}

interface Definition<A extends EvidenceKind> {
  /** Kinds of evidence that this one is made from; default: none. */
  readonly after?: readonly A[];
  /** `high`: it makes requests of its own and is collected only when a rule reads it. */
  readonly cost: 'low' | 'high';
  /** Left out of the evidence, instead of `absent`, when no rule reads it. */
  readonly optional?: true;
  /** Starts the requests that do not depend on the config; `collect` finds the results in the cache. */
  prefetch?(facts: EarlyFacts): Promise<void>;
}

interface OneKind<K extends EvidenceKind, A extends EvidenceKind> extends Definition<A> {
  readonly kind: K;
  readonly from: Origin;
  /** Returns `undefined` to leave the kind out of the evidence. */
  collect(job: CollectJob, dependencies: Dependencies<A>): Promise<Kinds[K] | undefined>;
}

interface SeveralKinds<K extends EvidenceKind, A extends EvidenceKind> extends Definition<A> {
  readonly from: Readonly<Record<K, Origin>>;
  collect(job: CollectJob, dependencies: Dependencies<A>): Promise<Pick<EvidenceSet, K>>;
}

/** One entry of the registry: collects one kind of evidence, or several that belong together. */
export interface EvidenceSource<K extends EvidenceKind> {
  readonly from: Readonly<Record<K, Origin>>;
  readonly after: readonly EvidenceKind[];
  prefetch?(facts: EarlyFacts): Promise<void>;
  collect(job: CollectJob, dependencies: Dependencies<EvidenceKind>): Promise<Pick<EvidenceSet, K>>;
}

/** Defines the source of one kind of evidence. */
export function defineSource<K extends EvidenceKind, A extends EvidenceKind = never>(
  definition: OneKind<K, A>,
): EvidenceSource<K> {
  const { kind, from } = definition;
  return defineSources({
    ...definition,
    from: { [kind]: from } as Record<K, Origin>,
    collect: async (job, dependencies: Dependencies<A>) => {
      const evidence = await definition.collect(job, dependencies);
      return (evidence === undefined ? {} : { [kind]: evidence }) as Pick<EvidenceSet, K>;
    },
  });
}

/** Defines the source of several kinds of evidence that are collected together. */
export function defineSources<K extends EvidenceKind, A extends EvidenceKind = never>(
  definition: SeveralKinds<K, A>,
): EvidenceSource<K> {
  const { from, after = [], cost, optional, prefetch } = definition;
  const kinds = Object.keys(from) as K[];
  const notCollected = Object.fromEntries(
    kinds.map((kind) => [kind, missing('nothing that is judged asks for it')]),
  );
  return {
    from,
    after,
    ...(prefetch === undefined ? {} : { prefetch }),
    async collect(job, dependencies) {
      if (cost === 'low' || kinds.some(job.wanted)) return definition.collect(job, dependencies);
      return (optional ? {} : notCollected) as Pick<EvidenceSet, K>;
    },
  };
}
