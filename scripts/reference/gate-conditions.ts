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
    ...markdownTable(['measure', 'meaning', 'may be compared with'], measures()),
    '',
    '`base` is the same measure of the base commit, compared by matrix job. For example:',
    '',
    '```yaml',
    'gates:',
    '  - title: Coverage',
    '    when: [coverage-gate >= 4, coverage.lines >= base]',
    '  - title: Steadiness',
    '    when: [flakes == 0, tests.skipped <= base, score >= previous]',
    '```',
    '',
    'A condition is judged at every value that the evidence allows: it holds if all of them meet it, and fails if',
    'none does. Otherwise the gate is not evaluated, and names the missing evidence. A rule that a gate of yours',
    'names is judged, even if no category contains it; one that is not applicable is left out.',
    '',
    'A gate may be `optional: <reason>`: it is shown and does not block. `off: <reason>` switches it off. Without',
    '`when` both keep the default conditions:',
    '',
    '```yaml',
    'gates:',
    '  - { title: Security, optional: the scanner is being introduced }',
    '  - { title: Coverage, off: this repository has no code }',
    '```',
    '',
    'With `ratchet: true` a condition also holds for a rule that is no worse than in the previous audit.',
    'Without a previous audit the level itself is required.',
    '',
  ];
}

function measures(): readonly (readonly string[])[] {
  return Object.entries(MEASURES).map(([measure, meaning]) => {
    const against = measure === 'score' ? ', `previous`' : measure === 'flakes' ? '' : ', `base`';
    return [`\`${measure}\``, meaning, `a number${against}`];
  });
}
