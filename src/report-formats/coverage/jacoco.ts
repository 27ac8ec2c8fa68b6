import { xmlRoot } from '../xml/xml-report.ts';
import { xmlCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/** JaCoCo XML (jacoco.org, report.dtd 1.1): lines and branches from `sourcefile`, not from counters. */
export const jacoco = xmlCoverage({
  name: 'jacoco',
  // JaCoCo writes it into every report; it declares no entities and is never loaded.
  doctype:
    /^<!DOCTYPE report PUBLIC "-\/\/JACOCO\/\/DTD Report 1\.\d\/\/EN"\s+"(?:https?:\/\/www\.jacoco\.org\/[\w./-]*)?report\.dtd"\s*>$/,
  recognize: (head) =>
    xmlRoot(head)?.name === 'report' &&
    /<(?:sessioninfo|package|group|counter)[\s>]|JACOCO/.test(head),
  elements(tally) {
    // The modules that are open, for a report on several.
    const groups: string[] = [];
    let folder = '';
    let file: CoverageFile | undefined;
    return {
      open: {
        group: (attributes) => groups.push(attributes.get('name') ?? ''),
        package(attributes) {
          folder = attributes.get('name') ?? '';
        },
        sourcefile(attributes) {
          const path = [...groups, folder, attributes.get('name') ?? ''];
          file = tally.file(path.filter((part) => part !== '').join('/'));
        },
        /** `ci` and `cb` are covered instructions and branches, `mb` missed branches. */
        line(attributes) {
          const line = Number(attributes.get('nr') ?? Number.NaN);
          const covered = Number(attributes.get('cb') ?? 0);
          file?.line(line, Number(attributes.get('ci')) > 0);
          file?.branchCount(line, covered, covered + Number(attributes.get('mb') ?? 0));
        },
      },
      close: {
        group: () => groups.pop(),
        sourcefile() {
          file = undefined;
        },
      },
    };
  },
});
