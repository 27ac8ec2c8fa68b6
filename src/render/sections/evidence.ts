import type { Chapter } from '../format/section.ts';
import { ciFlow } from './ci-flow.ts';
import { coverage } from './coverage.ts';
import { deltaMap } from './delta-map.ts';
import { dependencies } from './dependencies.ts';
import { runsAndArtifacts } from './runs-and-artifacts.ts';
import { testResults } from './test-results.ts';
import { workflowIntegrity } from './workflow-integrity.ts';

export const evidence: Chapter = {
  id: 'evidence',
  heading: () => '4. Evidence',
  keep: 'always',
  body: () => [],
  parts: [
    ciFlow,
    runsAndArtifacts,
    testResults,
    coverage,
    deltaMap,
    workflowIntegrity,
    dependencies,
  ],
};
