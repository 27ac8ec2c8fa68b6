import { setOutput, summary } from '@actions/core';
import type { Results } from '../model/world.ts';

/** The step's outputs and summary, through the files the runner set up for them. */
export const actionResults: Results = {
  output: (name, value) => setOutput(name, value),
  async summary(markdown) {
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
  },
};
