import { plural } from '../lib/plural.ts';
import { wordFor } from '../model/current-attempt.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Proof } from '../model/verdict.ts';
import { runSource } from './run-source.ts';
import type { ScanStanding } from './scan-standing.ts';
import { filesProof } from './workflow-evidence.ts';

/** Cites reports and steps of a scan; the workflow files where there is neither. */
export function scanProof(
  { reports, ran }: ScanStanding,
  files: RepositoryFiles,
): readonly Proof[] {
  const found = reports.map(({ report, source }) => {
    const all = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    return { text: `${report.tool}: ${plural(all, 'finding')}`, source };
  });
  const steps = ran.map(({ run, attempt, job, step, mute }) => ({
    text: `step ${step.name}: ${wordFor(step.progress)}${mute === '' ? '' : `, muted by ${mute}`}`,
    source: runSource(run, attempt, job, step),
  }));
  const proof = [...found, ...steps];
  return proof.length > 0 ? proof : filesProof(files, 'no step scans');
}
