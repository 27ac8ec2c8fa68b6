import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import { evidencePack } from '../../src/rules/evidence-pack.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const paths = ['1', '2', '3', '4', '5'].map((name) => `docs/M01/${name}.md`);

function story(
  there: number,
  options: Story['options'] = { files: ['docs/{milestone}/1.md', ...paths] },
): Story {
  const files = paths.map((path, at) => ({
    path,
    state:
      at < there ? ('present' as const) : at % 2 === 0 ? ('empty' as const) : ('absent' as const),
    bytes: at < there ? 10 : 0,
  }));
  return { options, evidence: { declaredFiles: present(files, { what: 'files' }) } };
}

it('earns each level by the files that are missing or empty', () => {
  expect([5, 4, 3, 2, 1, 0].map((there) => levelIn(evidencePack, story(there)))).toEqual([
    5, 4, 3, 2, 1, 0,
  ]);
});

it('checks the files of invariants too, and names empty ones', () => {
  const invariants = [{ kind: 'files' as const, title: 'pack', files: ['docs/{milestone}/5.md'] }];
  expect(find(evidencePack, { ...story(4, {}), invariants })).toMatchObject({
    level: 0,
    measured: '0 of 1 file with content',
    flaws: [{ observation: 'docs/M01/5.md is empty.', source: { path: 'docs/M01/5.md' } }],
  });
});

it('is not applicable when nothing is declared, whatever the evidence', () => {
  const evidence = { declaredFiles: missing('refused') };
  expect([
    levelIn(evidencePack, story(5, {})),
    levelIn(evidencePack, { evidence }),
    levelIn(evidencePack, { options: { files: ['a'] }, evidence }),
  ]).toEqual(['not-applicable', 'not-applicable', '0–5']);
});

it('leaves a file open that was not looked up, next to known ones', () => {
  const files = [...paths, 'other.md'];
  expect([
    levelIn(evidencePack, story(5, { files })),
    find(evidencePack, story(3, { files })),
    levelIn(evidencePack, story(0, { files })),
  ]).toMatchObject(['4–5', { level: 2, most: 3, flaws: [{}, {}] }, '0–1']);
});

reachesEveryLevel(evidencePack);
