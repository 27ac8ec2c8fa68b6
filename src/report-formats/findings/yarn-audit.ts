import { type ReadReport, type ReportFormat, unreadableReport } from '../base/format.ts';
import {
  amount,
  type EventReader,
  entries,
  field,
  firstEvents,
  items,
  type Json,
  jsonLinesReader,
  printed,
  text,
} from '../json/json-report.ts';
import { FindingsTally, severityOf } from './findings-tally.ts';

const NAME = 'yarn-audit';

/**
 * `yarn audit --json` of Yarn 1 and `yarn npm audit --json` of Yarn 4, one JSON object per line.
 * Yarn 1 repeats an advisory for every path to the package and ends with a summary; without it the
 * report was cut off. Yarn 4 writes nothing when it finds nothing, and no end. Yarn 2 and 3 write
 * the shape of npm 6 (`npm-audit`).
 */
export const yarnAudit: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head) => firstEvents(head).some((event) => isClassic(event) || isBerry(event)),
  reader: () => jsonLinesReader(NAME, new YarnAudit()),
};

function isClassic(event: Json): boolean {
  return ['auditAdvisory', 'auditSummary', 'auditAction'].includes(text(event, 'type'));
}

function isBerry(event: Json): boolean {
  const children = field(event, 'children');
  return text(event, 'value') !== '' && text(children, 'Vulnerable Versions') !== '';
}

class YarnAudit implements EventReader {
  readonly #tally = new FindingsTally();
  readonly #seen = new Set<string>();
  #classic = false;
  #summary: Json | undefined;
  #error = '';
  #deprecated = 0;

  take(event: Json): void {
    if (isBerry(event)) this.#addIssue(event);
    if (isClassic(event)) this.#classic = true;
    const data = field(event, 'data');
    const type = text(event, 'type');
    if (type === 'auditAdvisory') this.#addAdvisory(field(data, 'advisory'));
    if (type === 'auditSummary') this.#summary = data;
    if (type === 'error') this.#error = text(event, 'data').split('\n', 1)[0] ?? '';
  }

  end(): ReadReport {
    if (this.#error !== '') {
      return unreadableReport(NAME, `yarn could not audit: ${this.#error.slice(0, 300)}`);
    }
    if (this.#classic && this.#summary === undefined) {
      return unreadableReport(NAME, 'The summary at the end is missing: the file was cut off.');
    }
    if (this.#deprecated > 0) {
      this.#tally.note(`${this.#deprecated} deprecated packages are no vulnerabilities.`);
    }
    this.#compare();
    const total = amount(this.#summary, 'totalDependencies') ?? 1;
    return this.#tally.outcome(NAME, 'yarn audit', 'vulnerabilities', total > 0);
  }

  #addAdvisory(advisory: Json | undefined): void {
    const id = advisoryId(advisory) || String(amount(advisory, 'id') ?? 'unnamed advisory');
    const versions = items(field(advisory, 'findings')).map((one) => text(one, 'version'));
    const subject = `${text(advisory, 'module_name')}@${versions.join(', ')}`;
    if (!this.#isNew(id, subject)) return;
    const severity = severityOf(text(advisory, 'severity'));
    this.#tally.add({ id, severity, subject, message: text(advisory, 'title') });
  }

  #addIssue(event: Json): void {
    const issue = field(event, 'children');
    // The id of an advisory is a number; Yarn's own notices have words.
    if (amount(issue, 'ID') === undefined) {
      this.#deprecated++;
      return;
    }
    const id = advisoryId({ url: text(issue, 'URL') }) || String(amount(issue, 'ID'));
    const versions = items(field(issue, 'Tree Versions')).map(printed);
    const subject = `${text(event, 'value')}@${versions.join(', ')}`;
    if (!this.#isNew(id, subject)) return;
    const severity = severityOf(text(issue, 'Severity'));
    this.#tally.add({ id, severity, subject, message: text(issue, 'Issue') });
  }

  #isNew(id: string, subject: string): boolean {
    const key = JSON.stringify([id, subject]);
    const isNew = !this.#seen.has(key);
    this.#seen.add(key);
    return isNew;
  }

  /** Compares the totals; the summary counts paths, so only a summary of zero can contradict. */
  #compare(): void {
    const claimed = entries(field(this.#summary, 'vulnerabilities')).reduce(
      (sum, [, count]) => sum + (amount(count) ?? 0),
      0,
    );
    if (this.#summary !== undefined && claimed > 0 !== this.#tally.total > 0) {
      this.#tally[claimed > 0 ? 'miss' : 'note'](
        `The report's summary says ${claimed} vulnerabilities, it lists ${this.#tally.total}; the list counts.`,
      );
    }
  }
}

function advisoryId(advisory: Json | undefined): string {
  return (
    text(advisory, 'github_advisory_id') || (/GHSA[-\w]+/.exec(text(advisory, 'url'))?.[0] ?? '')
  );
}
