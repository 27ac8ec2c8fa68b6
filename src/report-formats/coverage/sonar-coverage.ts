import { workspacePath } from '../base/report-path.ts';
import { xmlRoot } from '../xml/xml-report.ts';
import { xmlCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/** SonarQube's generic coverage (docs.sonarsource.com, "Generic test data", read 2025-07). */
export const sonarCoverage = xmlCoverage({
  name: 'sonar-coverage',
  recognize(head) {
    const root = xmlRoot(head);
    return (
      root?.name === 'coverage' && /\sversion=["']1["']/.test(root.tag) && !/rate=/.test(root.tag)
    );
  },
  elements(tally) {
    let file: CoverageFile | undefined;
    return {
      open: {
        file(attributes) {
          file = tally.file(workspacePath(attributes.get('path') ?? ''));
        },
        lineToCover(attributes) {
          const line = Number(attributes.get('lineNumber') ?? Number.NaN);
          const branches = Number(attributes.get('branchesToCover') ?? 0);
          file?.line(line, attributes.get('covered') === 'true');
          file?.branchCount(line, Number(attributes.get('coveredBranches') ?? 0), branches);
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
