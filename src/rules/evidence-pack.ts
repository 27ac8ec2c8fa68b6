import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { declaredPaths } from '../config/declared-paths.ts';
import { plural } from '../lib/format.ts';
import type { DeclaredFile } from '../model/repository.ts';
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
    'every declared file is there and not empty',
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
  judge({ declaredFiles }, context) {
    const expected = declaredPaths(context.config, context.milestone, context.options);
    if (expected.length === 0) return notApplicable('the config declares no file of a milestone');
    const known = new Map(declaredFiles.map((file) => [file.path, file]));
    const unchecked = expected.find((path) => !known.has(path));
    if (unchecked !== undefined) return unknown(`nobody looked for ${unchecked}`);
    const files = expected.flatMap((path) => known.get(path) ?? []);
    return verdict(files, context.target.commits.audited);
  },
});

function verdict(files: readonly DeclaredFile[], commit: string) {
  const missing = files.filter(({ state }) => state !== 'present');
  const level = missing.length === files.length ? 0 : (Math.max(1, 5 - missing.length) as Level);
  const sourceOf = (path: string) => ({ what: path, path, commit });
  return leveled({
    level,
    measured: `${files.length - missing.length} of ${plural(files.length, 'file')} there`,
    proof: files.map(({ path, state, bytes }) => ({
      text: state === 'present' ? `${path}, ${bytes} bytes` : `${path} is ${state}`,
      source: sourceOf(path),
    })),
    flaws: missing.map(({ path, state }) => ({
      key: `${state}:${path}`,
      severity: severityOf(level),
      observation: `${path} is ${state}.`,
      source: sourceOf(path),
    })),
  });
}
