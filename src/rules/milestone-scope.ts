import type { MilestoneScope } from '../model/further-evidence.ts';
import { defineRule } from '../model/rule.ts';
import type { Level } from '../model/verdict.ts';
import { leveled, notApplicable } from './finding.ts';
import { plural } from './plural.ts';
import { severityOf } from './severity-of.ts';

export const milestoneScope = defineRule({
  id: 'milestone-scope',
  title: 'Milestone scope',
  needs: [],
  uses: ['scope'],
  levels: [
    'more than half of its issues and pull requests are open',
    'at most half of them are open',
    'at most a quarter of them are open',
    'at most a tenth of them are open',
    'nothing is open, and it was due before the evidence was complete',
    'nothing is open in the milestone',
  ],
  remediation: {
    recommendation: 'Close what is done; move the rest to the next milestone, and say why in it.',
    minutes: 30,
    guardrail: 'Close the GitHub milestone only when nothing is open in it.',
    rollback: 'Move the issues back.',
    area: 'GOV',
  },
  judge({ scope }, { target }) {
    if (scope.state !== 'present') return notApplicable(scope.why);
    const { value, source } = scope;
    // The pull request that is being audited is part of the milestone and open by nature.
    const own = target.pull?.state === 'open' && target.pull.milestone === value.title ? 1 : 0;
    const open = Math.max(0, value.open - own);
    const all = open + value.closed;
    if (all === 0) return notApplicable(`the GitHub milestone “${value.title}” holds nothing else`);
    const level = levelOf(open, all, value);
    const measured = `${open} of ${plural(all, 'issue or pull request', 'issues and pull requests')} open`;
    const words = value.late && open === 0 ? `${measured}, due ${value.dueOn}` : measured;
    return leveled({
      level,
      measured: words,
      proof: [{ text: `${value.title}: ${words}`, source }],
      flaws:
        level === 5
          ? []
          : [
              {
                key: 'scope',
                severity: severityOf(level),
                observation: `The GitHub milestone “${value.title}”: ${words}.`,
                source,
              },
            ],
    });
  },
});

/** By whole numbers, so that a tenth is a tenth. */
function levelOf(open: number, all: number, { late }: MilestoneScope): Level {
  if (open === 0) return late ? 4 : 5;
  if (open * 10 <= all) return 3;
  if (open * 4 <= all) return 2;
  return open * 2 <= all ? 1 : 0;
}
