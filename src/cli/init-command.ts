import { join } from 'node:path';
import { openRepository } from '../local/checkout.ts';
import { createText } from '../local/disk.ts';
import { ownCommit } from '../local/own-commit.ts';
import { flag, optionText } from './arguments.ts';
import type { Command } from './command.ts';
import { surveyOf } from './detect-project.ts';
import { initConfig } from './init-config.ts';
import { initAdvice } from './init-suggestions.ts';
import { initWorkflow } from './init-workflow.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

const CONFIG = '.github/milestone-audit.yml';
const WORKFLOW = '.github/workflows/milestone-audit.yml';

/** `init`: a config and a workflow that fit the repository, and what it still lacks. */
export const initCommand: Command = {
  async run(given, terminal) {
    const opened = await openRepository(optionText(given, 'repo') ?? '.');
    if (opened.state === 'none') throw new UsageError(opened.why);
    const { repository } = opened;
    if (repository.bare) throw new UsageError('a bare repository has no work tree to write into');
    const survey = await surveyOf(repository);
    const files = [
      [CONFIG, initConfig(survey)],
      [WORKFLOW, initWorkflow(survey, await actionOf(optionText(given, 'action')))],
    ] as const;
    for (const [path, text] of files) {
      const fate = flag(given, 'dry-run')
        ? 'would be written'
        : await create(join(repository.root, path), text);
      terminal.out(`── ${path} (${fate})\n${fate === KEPT ? '' : `\n${text}\n`}`);
    }
    terminal.out(`\n${initAdvice(survey)}`);
    terminal.err('next: milestone-audit audit, then commit both files\n');
    return 0;
  },
};

const KEPT = 'is there already and was left as it is';

async function create(path: string, text: string): Promise<string> {
  const created = await createText(path, text);
  switch (created.state) {
    case 'created':
      return 'written';
    case 'exists':
      return KEPT;
    case 'refused':
      throw new UsageError(created.why);
    default:
      return created satisfies never;
  }
}

const ACTION = 'milestone-audit/milestone-audit';

/** The commit this program is of, where it can be told; else the release, whose tag cannot be moved. */
async function actionOf(given: string | undefined): Promise<string> {
  if (given === undefined) {
    const own = await ownCommit(process.argv[1] ?? '');
    if (own === undefined) return `${ACTION}@v${VERSION}`;
    return `${ACTION}@${own.sha}${own.released ? ` # v${VERSION}` : ''}`;
  }
  if (/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(given)) return given;
  throw new UsageError(`--action is OWNER/NAME@REF, not ${given}`);
}
