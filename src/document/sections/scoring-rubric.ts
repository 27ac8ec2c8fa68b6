import { table } from '../../markdown/block.ts';
import { LEVEL_NAMES } from '../../model/verdict.ts';
import type { Chapter } from '../wording/part.ts';

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
