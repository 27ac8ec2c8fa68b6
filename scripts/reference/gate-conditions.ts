import { MEASURES } from '../../src/config/condition.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns the section of the config's page about the conditions of gates. */
export function gateConditions(): readonly string[] {
  return [
    '## Conditions of gates',
    '',
    'A gate passes when every condition under `when` holds: `subject comparison value`, one comparison each',
    '(`>=`, `>`, `==`, `!=`, `<=`, `<`). The subject is the id of a rule, and the value a level from 0 to 5 or',
    '`previous`, its level in the previous milestone’s audit; or the subject is one of these measures:',
    '',
    ...markdownTable(['measure', 'told in', 'may be held against'], measures()),
    '',
    '`base` is the same measure of the base commit, compared leg by leg. What was not measured, here or there, leaves',
    'the gate not evaluated, and failed when the config requires the source that is missing. A rule that is not',
    'applicable, or that the profile does not judge, is left out. For example:',
    '',
    '```yaml',
    'gates:',
    '  - title: Coverage',
    '    when: [coverage-gate >= 3, coverage.lines >= base]',
    '  - title: Steadiness',
    '    when: [flakes == 0, tests.skipped <= base, score >= previous]',
    '```',
    '',
    'With `ratchet: true` a rule that misses the level a gate demands is let through while it is no worse than in the',
    'previous audit, and the gate says so. Without a previous audit the level stands.',
    '',
  ];
}

function measures(): readonly (readonly string[])[] {
  return Object.entries(MEASURES).map(([measure, meaning]) => {
    const against = measure === 'score' ? ', `previous`' : measure === 'flakes' ? '' : ', `base`';
    return [`\`${measure}\``, meaning, `a number${against}`];
  });
}
