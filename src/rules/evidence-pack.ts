import { defineRule, severityOf } from '../analysis/runner.ts';
import { declaredPaths } from '../config/declared-paths.ts';
import { quantity } from '../lib/format.ts';
import type { DeclaredFile } from '../model/repository.ts';
import type { Item, RuleContext } from '../model/rule.ts';
import type { Level } from '../model/verdict.ts';

export const evidencePack = defineRule({
  id: 'evidence-pack',
  title: 'Evidence pack',
  needs: ['declaredFiles'],
  levels: [
    'every declared file is missing or empty',
    'four or more are missing or empty',
    'three are missing or empty',
    'two are missing or empty',
    'one is missing or empty',
    'every declared file exists and is not empty',
  ],
  remediation: {
    recommendation: 'Write the missing documents of the milestone and commit them to its branch.',
    minutes: 60,
    guardrail: 'Start each milestone from a template folder.',
    rollback: 'Take the file off the list in the config.',
    area: 'GOV',
  },
  options: [
    {
      name: 'files',
      type: 'list',
      fallback: 'the files of all invariants of the form `{ title, files }`',
      meaning: 'paths that a milestone must leave behind; `{milestone}` is replaced',
    },
  ],
  inapplicable: (context) =>
    expectedFiles(context).length === 0 ? 'the config declares no file of a milestone' : undefined,
  table: {
    states: ['lacking', 'there'],
    level(count) {
      const lacking = count('lacking');
      return count('there') === 0 ? 0 : (Math.max(1, 5 - lacking) as Level);
    },
  },
  judge({ declaredFiles }, context) {
    const known = new Map(declaredFiles.map((file) => [file.path, file]));
    const expected = expectedFiles(context);
    const there = expected.filter((path) => known.get(path)?.state === 'present');
    return {
      items: expected.map((path) => itemOf(path, known.get(path), context.target.commits.audited)),
      measured: `${there.length} of ${quantity(expected.length, 'file')} with content`,
    };
  },
});

function expectedFiles({ config, milestone, options }: RuleContext): readonly string[] {
  return declaredPaths(config, milestone, options);
}

function itemOf(
  path: string,
  file: DeclaredFile | undefined,
  commit: string,
): Item<'lacking' | 'there'> {
  const source = { what: path, path, commit };
  if (file === undefined) {
    const open = { kind: 'declaredFiles', what: path, why: 'it was not looked up' } as const;
    return { worst: 'lacking', best: 'there', open };
  }
  const { state, bytes } = file;
  if (state === 'present') {
    return { worst: 'there', best: 'there', proof: [{ text: `${path}, ${bytes} bytes`, source }] };
  }
  const word = state === 'empty' ? 'empty' : 'missing';
  return {
    worst: 'lacking',
    best: 'lacking',
    proof: [{ text: `${path} is ${word}`, source }],
    flaw: (most) => ({
      key: `${state}:${path}`,
      severity: severityOf(most),
      observation: `${path} is ${word}.`,
      source,
    }),
  };
}
