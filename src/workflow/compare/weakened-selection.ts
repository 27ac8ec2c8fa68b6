import type { SettingsFile } from '../../model/workflow.ts';
import type { Gate } from '../gates/gate-list.ts';
import { measuresCoverage } from '../shell/classify-command.ts';
import { narrowedOption, narrowedPaths, narrowingOptions } from './narrowing-options.ts';
import type { Paired } from './pair-up.ts';
import { selectionSettings } from './selection-settings.ts';
import { type Weakening, weakened } from './weakening.ts';

/**
 * Checks that look at less than before: tests deselected, folders left out, severities ignored, coverage not measured. Where the head runs
 * the same tool once more, the one check was split and nothing is said.
 */
export function narrowedSelections({ pairs, fresh }: Paired<Gate>): readonly Weakening[] {
  const measured = [...pairs.map(([, after]) => after), ...fresh].some(measures);
  const split = new Set(fresh.filter(({ mute }) => mute?.certain !== true).map(({ tool }) => tool));
  return pairs.flatMap(([before, after]) => {
    const alike = before.command === after.command;
    if (alike || before.tool !== after.tool || split.has(after.tool)) return [];
    const [old, now] = [before.command.split(' '), after.command.split(' ')];
    const option = narrowedOption(narrowingOptions(old), narrowingOptions(now));
    const blind = !measured && measures(before);
    if (option === undefined && !blind && !narrowedPaths(old, now)) return [];
    const names = { job: after.job.id, step: after.step.name };
    return [weakened('selection-narrowed', before, after, names)];
  });
}

/** What lies among fixtures is read by tests and configures none of them. */
function isOwn({ path }: SettingsFile): boolean {
  return !/(?:^|\/)(?:__fixtures__|fixtures|samples|testdata)\//.test(path);
}

/** Whether coverage is measured; a command that stops doing so leaves its threshold to nobody. */
function measures({ command, tool }: Gate): boolean {
  return !/codecov|coveralls/.test(tool) && measuresCoverage(command.split(' '));
}

/** The same in the settings files of test tools, and retries that were raised there. */
export function narrowedSettings(
  base: readonly SettingsFile[],
  head: readonly SettingsFile[],
): readonly Weakening[] {
  const old = base.flatMap(selectionSettings);
  return head
    .filter(isOwn)
    .flatMap(selectionSettings)
    .flatMap((now) => {
      const twins = old.filter(({ option }) => option === now.option);
      const known = twins.some(
        ({ value }) =>
          value === now.value || (now.kind === 'retry' && Number(value) >= Number(now.value)),
      );
      if (known) return [];
      const before = twins.find(({ path }) => path === now.path) ?? {
        path: now.path,
        line: 1,
        text: '',
      };
      const kind = now.kind === 'retry' ? 'retry-raised' : 'selection-narrowed';
      return [weakened(kind, before, now)];
    });
}
