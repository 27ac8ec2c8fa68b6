import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import type { Notes } from '../../model/repository.ts';
import { type CollectJob, fileUrl } from '../base/collect-job.ts';
import { proseSections } from '../base/prose.ts';
import { readRepositoryText } from '../base/repository-text.ts';
import { defineSource } from '../base/source.ts';

/** Maximum paragraphs and list items that are quoted, and the length of one in UTF-16 units. */
const MAX_LINES = 40;
const MAX_LENGTH = 400;

/** Returns what the team states in `M01_notes.md`, next to the plan, at the audited commit. */
async function collectNotes(job: CollectJob): Promise<Evidence<Notes>> {
  const { audited } = job.target.commits;
  const path = notesPath(job.config.plan, job.target.milestone.id);
  const source = { what: path, path, commit: audited, url: fileUrl(job, audited, path) };
  const text = await readRepositoryText(job.reads, audited, path);
  if (text.state === 'none') return none(`there are no notes at ${path}`, source);
  if (text.state === 'unreadable') {
    const why = `the notes ${path} could not be read: ${text.why}`;
    job.notice(why);
    return unreadable(why, source);
  }
  return present({ path, ...readNotes(text.text) }, { ...source, blob: text.entry.blob });
}

/** Returns `docs/milestones/M01/M01_notes.md` for the path of the plan in the config. */
function notesPath(plan: string, milestone: string): string {
  const folder = plan.slice(0, plan.lastIndexOf('/') + 1);
  return `${folder}{milestone}_notes.md`.replaceAll('{milestone}', milestone);
}

/** Returns the sections that have text, at most 40 paragraphs and list items together. */
export function readNotes(text: string): Pick<Notes, 'sections' | 'omitted'> {
  let room = MAX_LINES;
  let omitted = 0;
  const sections = proseSections(text).flatMap(({ title, line, paragraphs }) => {
    const kept = paragraphs.slice(0, room).map((one) => one.text.slice(0, MAX_LENGTH));
    room -= kept.length;
    omitted += paragraphs.length - kept.length;
    return kept.length === 0 ? [] : [{ title, line, lines: kept }];
  });
  return { sections, omitted };
}

export const notes = defineSource({
  kind: 'notes',
  from: 'local',
  cost: 'low',
  collect: collectNotes,
});
