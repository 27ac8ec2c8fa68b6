import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { xmlRoot } from '../xml/xml-report.ts';
import { branchIndexes, xmlCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/** Maximum lines of one statement. */
const MAX_STATEMENT = 1000;

/** OpenCover XML, as OpenCover and coverlet write it. */
export const opencover = xmlCoverage({
  name: 'opencover',
  recognize: (head) => xmlRoot(head)?.name === 'CoverageSession',
  elements(tally) {
    /** Files of the current module by their id, and the branches so far of each. */
    const files = new Map<string, CoverageFile>();
    const indexes = new Map<CoverageFile, ReturnType<typeof branchIndexes>>();
    const fileOf = (attributes: XmlAttributes) => files.get(attributes.get('fileid') ?? '');
    return {
      open: {
        Module() {
          files.clear();
          indexes.clear();
        },
        File(attributes) {
          const path = workspacePath(attributes.get('fullPath') ?? '');
          files.set(attributes.get('uid') ?? '', tally.file(path));
        },
        /** `vc` is the visit count, `sl` and `el` are the first and the last line. */
        SequencePoint(attributes) {
          const file = fileOf(attributes);
          const first = Number(attributes.get('sl') ?? Number.NaN);
          const last = Number(attributes.get('el') ?? first);
          const hit = Number(attributes.get('vc')) > 0;
          file?.line(first, hit);
          for (let line = first + 1; line <= Math.min(last, first + MAX_STATEMENT); line++) {
            file?.line(line, hit);
          }
        },
        BranchPoint(attributes) {
          const file = fileOf(attributes);
          if (file === undefined) return;
          const line = Number(attributes.get('sl') ?? Number.NaN);
          const indexOf = indexes.get(file) ?? branchIndexes();
          indexes.set(file, indexOf);
          file.branch(line, indexOf(line), Number(attributes.get('vc')) > 0);
        },
      },
    };
  },
});
