import type { EvidenceKind, EvidenceSet } from '../../model/evidence-file.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { collectDependencies } from './dependencies.ts';
import { collectLedger } from './ledger.ts';
import { collectScope } from './milestone-scope.ts';
import { collectReviews } from './reviews.ts';

/** The kinds that cost requests of their own: each only where something that is judged asks for it. */
export async function collectFurther(
  job: CollectJob,
): Promise<Pick<EvidenceSet, 'scope' | 'ledger' | 'dependencies' | 'reviews'>> {
  const wanted = <T>(kind: EvidenceKind, ask: (job: CollectJob) => T): T | undefined =>
    job.wanted(kind) ? ask(job) : undefined;
  const [scope, ledger, dependencies, reviews] = await Promise.all([
    wanted('scope', collectScope),
    job.config.ledger === undefined ? undefined : wanted('ledger', collectLedger),
    wanted('dependencies', collectDependencies),
    wanted('reviews', collectReviews),
  ]);
  return {
    ...(scope && { scope }),
    ...(ledger && { ledger }),
    ...(dependencies && { dependencies }),
    ...(reviews && { reviews }),
  };
}
