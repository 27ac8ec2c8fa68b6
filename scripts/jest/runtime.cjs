// Loads the modules of the product once per worker. By default Jest loads them again for each test file,
// and V8 then reads the counters of every copy (docs/adr/0011-tests-share-modules.md).
const { AsyncLocalStorage } = require('node:async_hooks');
const { mkdirSync, writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');
const JestRuntime = require('jest-runtime').default;

const ROOT = join(__dirname, '../..');
const SHARED = ['src', 'sandbox', 'scripts', 'bench'].map((folder) => join(ROOT, folder, '/'));

/** `CHILD_MESSAGE_END` of jest-worker: no test file is left. */
const END = 2;

/** Those of tests register hooks and tests, so each test file gets its own. */
function isShared(key) {
  const path = key.startsWith('file:') ? fileURLToPath(key) : key;
  return path.includes('node_modules') || SHARED.some((folder) => path.startsWith(folder));
}

const storages = new Set();

/** One that was used slows down every promise of the process until it is disabled. */
class OwnStorage extends AsyncLocalStorage {
  constructor() {
    super();
    storages.add(this);
  }
}

/** One runtime for all test files of a worker. It keeps what is shared. */
class SharedRuntime extends JestRuntime {
  constructor(...given) {
    super(...given);
    const { coreModule } = this;
    const load = coreModule.require.bind(coreModule);
    coreModule.require = (name) => {
      const module = load(name);
      return /^(?:node:)?async_hooks$/.test(name)
        ? { ...module, AsyncLocalStorage: OwnStorage }
        : module;
    };
  }

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
    // jest-circus keeps the tests that a file registers.
    for (const key of [...internalModuleRegistry.keys()]) {
      if (key.includes('jest-circus')) internalModuleRegistry.delete(key);
    }
    for (const storage of storages) storage.disable();
    storages.clear();
    this.jestGlobals.clearJestObjectCache();
    this.testMainModule.reset();
    this.mockState.clear();
  }
}

let shared;
let counting;

/**
 * Counts what is executed from the first test file to the last. Reading the counters takes longer than
 * most test files, because V8 walks through the whole heap, so they are read once per process.
 */
function count(folder) {
  if (folder === undefined || counting !== undefined) return;
  counting = { folder, session: new Session() };
  counting.session.connect();
  counting.session.post('Profiler.enable');
  counting.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

/** Writes what this process executed of `src`, with the code that was executed. */
function writeCounts() {
  if (counting === undefined) return;
  const { folder, session } = counting;
  const sources = shared.transformCache.getEntries();
  // A session of the same thread answers before `post` returns.
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error) throw error;
    const counts = answer.result
      .filter(({ url }) => url.startsWith('file://'))
      .map((result) => ({ ...result, url: fileURLToPath(result.url) }))
      .filter(({ url }) => url.startsWith(SHARED[0]) && url.endsWith('.ts'))
      .map((result) => ({ result, codeTransformResult: sources.get(result.url) }));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(counts));
  });
}

/** Leaves nothing to wait for: a kept connection would hold the process for some seconds. */
function endWhenAsked([type]) {
  if (type !== END) return;
  writeCounts();
  process.exit();
}

/** Jest calls it with `new` for each test file. */
function runtime(config, ...given) {
  if (shared === undefined) {
    shared = new SharedRuntime(config, ...given);
    count(config.testEnvironmentOptions.countsFolder);
    process.on('message', endWhenAsked);
  }
  shared.begin(given[5]);
  return shared;
}

module.exports = { default: runtime, writeCounts, __esModule: true };
