import { honest, type World } from './world.ts';

/* The honest story with evidence taken away after it was collected. */

const missing = (why: string) => ({ state: 'missing', why });
const unreadable = (what: string) => ({
  state: 'unreadable',
  why: 'the answer was cut off',
  source: { what },
});

const without = (name: string, ...kinds: readonly string[]): World => ({
  ...honest(`without-${name}`),
  change({ evidence }) {
    for (const kind of kinds) evidence[kind] = missing('GitHub answered 403');
  },
});

export const LOST: readonly World[] = [
  without('runs', 'runs'),
  without('tests', 'tests'),
  without('base-and-coverage', 'coverage', 'baseTests', 'baseCoverage', 'baseFiles'),
  without('workflow-files', 'files'),
  without('scans', 'findings', 'inventory'),
  without('answers-of-github', 'pins', 'dependencies', 'reviews', 'requiredChecks', 'artifacts'),
  without('documents', 'plan', 'registry', 'declaredFiles', 'changes'),
  {
    ...honest('unreadable-evidence'),
    change({ evidence }) {
      for (const kind of Object.keys(evidence)) evidence[kind] = unreadable(kind);
    },
  },
];
