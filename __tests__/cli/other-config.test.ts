import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { underConfig } from '../../src/cli/score-command.ts';
import type { Config, SourceConfig } from '../../src/model/config.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { readEvidenceText } from '../../src/model/evidence-text.ts';

const PATH = join(import.meta.dirname, '../fixtures/saved/evidence-1-from-0.1.0.json');

function saved(): EvidenceFile {
  const read = readEvidenceText(readFileSync(PATH, 'utf8'));
  if (read.state === 'invalid') throw new Error(read.why);
  return read.bundle;
}

const file = saved();
const ORIGIN = { path: 'other.yml', from: 'file' } as const;
const judgedBy = (changes: Partial<Config>) =>
  underConfig(file, { ...file.config, ...changes }, ORIGIN).evidence;

const sbom: SourceConfig = { kind: 'sbom', artifact: 'bom', required: true };
const sourcesOf = (sources: readonly SourceConfig[]) => {
  const evidence = judgedBy({ sources });
  return evidence.sources.state === 'present' ? evidence.sources.value : [];
};

it('a config that collects the same keeps all evidence', () => {
  expect(judgedBy({ minimumScore: 5 })).toEqual(file.evidence);
});

it.each([
  ['registry', { registry: 'other.yml' }, 'registry'],
  ['plan', { plan: 'other.md' }, 'plan'],
  ['artifacts', { artifacts: ['junit*'] }, 'tests'],
  ['workflows', { workflows: ['Tests'] }, 'runs'],
  ['probes', { probes: [{ name: 'boot', step: 'Boot' }] }, 'probes'],
] as const)('evidence that another %s would collect is missing', (name, changes, kind) => {
  expect(judgedBy(changes as unknown as Partial<Config>)[kind]).toEqual({
    state: 'missing',
    why: `it was collected under another ${name} of the config`,
  });
});

it('a source that only the new config declares is missing', () => {
  expect(sourcesOf([...file.config.sources, sbom])).toContainEqual({
    kind: 'sbom',
    what: 'sbom from artifact bom',
    state: 'missing',
    required: true,
    declared: true,
    why: 'the evidence was collected under a config that does not declare it',
  });
});

it('a source that the new config does not declare is not required', () => {
  expect(sourcesOf([sbom]).filter(({ required }) => required)).toHaveLength(1);
});
