// Reports what all workers executed. Each wrote its counts when it ended (`runtime.cjs`).
const { readdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { CoverageReporter } = require('@jest/reporters');
const { writeCounts } = require('./runtime.cjs');

module.exports = class CountsReporter extends CoverageReporter {
  constructor(globalConfig, { countsFolder, ...coverage }, context) {
    super({ ...globalConfig, ...coverage }, context);
    this.folder = countsFolder;
    rmSync(countsFolder, { recursive: true, force: true });
  }

  async onRunComplete(...given) {
    // With one worker, tests run in this process.
    writeCounts();
    for (const name of readdirSync(this.folder)) {
      this._v8CoverageResults.push(JSON.parse(readFileSync(join(this.folder, name), 'utf8')));
    }
    await super.onRunComplete(...given);
  }
};
