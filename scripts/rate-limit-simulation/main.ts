import { GITHUB } from './github-limits.ts';
import { storm } from './storm.ts';
import { summaryOf } from './storm-summary.ts';

/**
 * `npm run simulate:rate-limits [MILESTONES COMMITS REQUESTS-AN-HOUR]`: every milestone audited of every commit, on
 * two branches, all at once, and what became of it.
 */
const [milestones = 10, commits = 5, anHour = 15_000] = process.argv.slice(2).map(Number);
const size = { milestones, commits, docs: ['auto', 'branch:audits'] };
const began = process.cpuUsage();
const made = await storm(process.cwd(), size, { ...GITHUB, anHour });
const { user, system } = process.cpuUsage(began);
const { broken, lines } = summaryOf(made, size);
const cpu = ((user + system) / 1e6).toFixed(1);
for (const line of [...lines, ...broken, `${cpu} s of this machine's time`])
  process.stdout.write(`${line}\n`);
process.exitCode = broken.length === 0 ? 0 : 1;
