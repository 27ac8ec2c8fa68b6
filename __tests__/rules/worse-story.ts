import type { Story } from './story.ts';

/** One passed test of a report failed instead. */
export function withFailedTest(story: Story, pick: number): Story {
  const tests = story.tests?.map((one, at) => {
    if (at !== pick % (story.tests?.length ?? 1) || (one.passed ?? 0) === 0) return one;
    return {
      ...one,
      passed: (one.passed ?? 1) - 1,
      failed: [...(one.failed ?? []), `turned › ${pick}`],
    };
  });
  return tests === undefined ? story : { ...story, tests };
}

/** The first green step of a run's newest attempt turned red. */
export function withFailedStep(story: Story, pick: number): Story {
  const told = story.runs?.map((run, at) => {
    if (at !== pick % (story.runs?.length ?? 1)) return run;
    const attempts = run.attempts.map((attempt, index) => {
      if (index !== run.attempts.length - 1 || typeof attempt === 'string') return attempt;
      const text = JSON.stringify(attempt).replace('"success"', '"failure"');
      return JSON.parse(text) as typeof attempt;
    });
    return { ...run, attempts };
  });
  return told === undefined ? story : { ...story, runs: told };
}

/** Every passed step of a run's newest attempt turned red. */
export function withFailedRun(story: Story, pick: number): Story {
  const told = story.runs?.map((run, at) => {
    if (at !== pick % (story.runs?.length ?? 1)) return run;
    const newest = JSON.stringify(run.attempts.at(-1)).replaceAll('"success"', '"failure"');
    const attempts = [
      ...run.attempts.slice(0, -1),
      JSON.parse(newest) as (typeof run.attempts)[number],
    ];
    return { ...run, attempts };
  });
  return told === undefined ? story : { ...story, runs: told };
}
