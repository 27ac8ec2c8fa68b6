import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { xmlRoot } from '../xml/xml-report.ts';
import { xmlCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/** Clover XML: PHPUnit, istanbul, OpenClover. */
export const clover = xmlCoverage({
  name: 'clover',
  recognize(head) {
    const root = xmlRoot(head);
    return root?.name === 'coverage' && /\s(?:generated|clover)=/.test(root.tag);
  },
  elements(tally) {
    let file: CoverageFile | undefined;
    return {
      open: {
        // istanbul and OpenClover write the path next to the base name; PHPUnit writes it as the name.
        file(attributes) {
          const path = attributes.get('path') ?? attributes.get('name') ?? '';
          file = tally.file(workspacePath(path));
        },
        line(attributes) {
          if (file !== undefined) addLine(file, attributes);
        },
      },
      close: {
        file() {
          file = undefined;
        },
      },
    };
  },
});

/** A `method` line declares a function and does not run. */
function addLine(file: CoverageFile, attributes: XmlAttributes): void {
  const type = attributes.get('type');
  if (type === 'method') return;
  const line = Number(attributes.get('num') ?? Number.NaN);
  const whenTrue = Number(attributes.get('truecount') ?? 0);
  const whenFalse = Number(attributes.get('falsecount') ?? 0);
  const count = attributes.get('count');
  file.line(line, Number(count ?? whenTrue + whenFalse) > 0);
  if (type !== 'cond') return;
  if (count === undefined) {
    // OpenClover: how often the condition was true, and false.
    file.branch(line, 0, whenTrue > 0);
    file.branch(line, 1, whenFalse > 0);
  } else {
    // istanbul: how many branches of the line were taken, and how many were not.
    file.branchCount(line, whenTrue, whenTrue + whenFalse);
  }
}
