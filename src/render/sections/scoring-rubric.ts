import { LEVEL_NAMES } from '../../model/verdict.ts';
import type { Chapter } from '../format/section.ts';
import { table } from '../markdown/block.ts';

export const scoringRubric: Chapter = {
  id: 'scoring-rubric',
  heading: () => '2. Scoring Rubric',
  keep: 'always',
  body: () => [
    table(
      ['Score', 'Meaning'],
      LEVEL_NAMES.map((name, level) => [String(level), name]),
      { align: ['right'] },
    ),
  ],
};
