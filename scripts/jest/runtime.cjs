// Loads the modules of the product once per worker. By default Jest loads them again for each test file,
// and V8 then reads the counters of every copy (docs/adr/0011-tests-share-modules.md).
const { Session } = require('node:inspector/promises');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');
const JestRuntime = require('jest-runtime').default;

const ROOT = join(__dirname, '../..');
const SHARED = ['src', 'sandbox', 'scripts', 'bench'].map((folder) => join(ROOT, folder, '/'));

/** Those of tests register hooks and tests, so each test file gets its own. */
function isShared(key) {
  const path = key.startsWith('file:') ? fileURLToPath(key) : key;
  return path.includes('node_modules') || SHARED.some((folder) => path.startsWith(folder));
}

/**
 * One runtime for all test files of a worker. It keeps what is shared, and counts what is executed
 * from the first file to the last: V8 loses the counters of a function when counting ends.
 */
class SharedRuntime extends JestRuntime {
  #session;
  #sent = new Set();

  begin(path) {
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

let shared;

/** Jest calls it with `new` for each test file. */
function runtime(...given) {
  shared ??= new SharedRuntime(...given);
  shared.begin(given[6]);
  return shared;
}

module.exports = { default: runtime, __esModule: true };
