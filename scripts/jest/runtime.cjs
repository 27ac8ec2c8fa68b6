// Loads the modules of the product once per worker. By default Jest loads them again for each test file,
// which took a third of the time of all tests, and half of it with coverage.
const { Session } = require('node:inspector/promises');
const { fileURLToPath } = require('node:url');
const JestRuntime = require('jest-runtime').default;

let shared;

/** Modules without a state that a test could leave behind. Those of tests register hooks and tests. */
const isShared = (key) => /^node:|\/(?:src|sandbox|scripts|bench|node_modules)\//.test(key);

/**
 * One runtime for all test files of a worker. It keeps what is shared, and counts what is executed
 * from the first file to the last: V8 loses the counters of a function when counting ends.
 */
class SharedRuntime extends JestRuntime {
  #session;
  #sent = new Set();

  constructor(...args) {
    const [, , , , , , path] = args;
    if (shared !== undefined) {
      shared.#begin(path);
      return shared;
    }
    super(...args);
    shared = this;
  }

  #begin(path) {
    this._testPath = path;
    this.esmLoader.testPath = path;
    this.executor.testPath = path;
    this.testState.state = 'loading';
  }

  teardown() {
    this.restoreAllMocks();
    const { esModuleRegistry, moduleRegistry, internalModuleRegistry } = this.registries;
    for (const registry of [esModuleRegistry, moduleRegistry]) {
      for (const key of [...registry.keys()]) if (!isShared(key)) registry.delete(key);
    }
    internalModuleRegistry.clear();
    this.jestGlobals.clearJestObjectCache();
    this.testMainModule.reset();
    this.mockState.clear();
  }

  async collectV8Coverage() {
    if (this.#session !== undefined) return;
    this.#session = new Session();
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  async stopCollectingV8Coverage() {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    this.counted = result.filter(({ url }) => url.startsWith('file://'));
  }

  getAllV8CoverageInfoCopy() {
    const sources = this.transformCache.getEntries();
    const names = [...sources.keys()];
    return this.counted
      .map((one) => ({ ...one, url: fileURLToPath(one.url) }))
      .filter(({ url }) =>
        JestRuntime.shouldInstrument(url, this._coverageOptions, this._config, names),
      )
      .map((result) => ({ codeTransformResult: this.#once(result.url, sources), result }));
  }

  /** The reporter keeps the first source that it gets of a file. */
  #once(url, sources) {
    if (this.#sent.has(url)) return undefined;
    this.#sent.add(url);
    return sources.get(url);
  }
}

module.exports = { default: SharedRuntime, __esModule: true };
