import { saveState, setOutput, summary } from '@actions/core';
import type { Results } from '../model/world.ts';

/** The step's outputs, summary and state, through the files the runner set up for them. */
export const actionResults: Results = {
  output: (name, value) => setOutput(name, value),
  keep: (name, value) => saveState(name, value),
  async summary(markdown) {
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
  },
};
