import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import type { DependencyChange } from '../../src/model/repository.ts';
import { dependencyDelta } from '../../src/rules/dependency-delta.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

type Severity = DependencyChange['vulnerabilities'][number]['severity'];

function story(version: string, severity?: Severity, change: 'added' | 'removed' = 'added'): Story {
  const one: DependencyChange = {
    change,
    name: 'numpy',
    version,
    ecosystem: 'pip',
    manifest: 'requirements.txt',
    vulnerabilities:
      severity === undefined
        ? []
        : [{ id: 'GHSA-1', severity, url: 'https://github.com/advisories/GHSA-1' }],
  };
  const dependencies = present({ base: 'b', head: 'a', changes: [one] }, { what: 'dependencies' });
  return { evidence: { dependencies } };
}

const deferrals = [{ id: 'D-1', threshold: 'GHSA-1', until: 'M02' }];

it('earns each level by the worst new dependency', () => {
  expect([
    levelIn(dependencyDelta, story('1.26.0')),
    levelIn(dependencyDelta, story('>=1.26')),
    levelIn(dependencyDelta, story('1.26.0', 'medium')),
    levelIn(dependencyDelta, { ...story('1.26.0', 'critical'), deferrals }),
    levelIn(dependencyDelta, story('1.26.0', 'high')),
    levelIn(dependencyDelta, story('1.26.0', 'unknown')),
    levelIn(dependencyDelta, story('1.26.0', 'critical')),
  ]).toEqual([5, 4, 3, 3, 1, 1, 0]);
});

it('ignores removed dependencies', () => {
  expect(levelIn(dependencyDelta, story('1.0.0', 'critical', 'removed'))).toBe(5);
});

it('names package, version and advisory', () => {
  expect(find(dependencyDelta, story('1.26.0', 'high'))).toMatchObject({
    measured: '1 dependency added, 0 removed, 1 advisory',
    flaws: [{ observation: 'requirements.txt adds numpy 1.26.0, which has GHSA-1 (high).' }],
  });
});

it('keeps what is known to be new as the highest level when the list is incomplete', () => {
  const cut = (version: string, severity?: Severity) => {
    const { dependencies } = story(version, severity).evidence ?? {};
    const value = dependencies?.state === 'present' ? dependencies.value : undefined;
    return { values: { dependencies: { ...value, warning: 'too many changes' } } };
  };
  expect([
    levelIn(dependencyDelta, cut('1.26.0')),
    find(dependencyDelta, cut('1.26.0', 'high')),
    levelIn(dependencyDelta, cut('1.26.0', 'critical')),
  ]).toMatchObject([
    '0–5',
    {
      level: 0,
      most: 1,
      flaws: [{ key: 'dependency:numpy' }],
      open: [{ why: 'too many changes' }],
    },
    0,
  ]);
});

it('is open without the dependency graph, and not applicable without a base', () => {
  expect([
    levelIn(dependencyDelta, { evidence: { dependencies: missing('GitHub does not compare') } }),
    levelIn(dependencyDelta, {}),
    levelIn(dependencyDelta, {
      ...story('1.26.0', 'critical'),
      evidence: { ...story('1.26.0', 'critical').evidence, registry: missing('refused') },
    }),
  ]).toEqual(['0–5', 'not-applicable', '0–4']);
});

reachesEveryLevel(dependencyDelta);
