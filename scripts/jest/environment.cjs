// The test files of one worker share a global object, so that `runtime.cjs` can share modules.
const { TestEnvironment } = require('jest-environment-node');
const runZeroWaitsAtOnce = require('../../sandbox/faults/zero-waits.cjs');

/** What `expect` keeps, which is loaded once. */
const MATCHERS = Symbol.for('$$jest-matchers-object');

/** What a test file adds to the global object goes with it; so do its variables and its folder. */
class SharedEnvironment extends TestEnvironment {
  constructor(...given) {
    super(...given);
    runZeroWaitsAtOnce(this.global);
  }

  begin() {
    this.known = new Map(
      Reflect.ownKeys(this.global).map((key) => [
        key,
        Object.getOwnPropertyDescriptor(this.global, key),
      ]),
    );
    this.variables = { ...process.env };
    this.folder = process.cwd();
  }

  async teardown() {
    const { global, known, variables } = this;
    for (const key of Reflect.ownKeys(global)) {
      if (!known.has(key) && key !== MATCHERS) delete global[key];
    }
    for (const [key, descriptor] of known) {
      if (descriptor.configurable) Object.defineProperty(global, key, descriptor);
    }
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
    process.chdir(this.folder);
  }
}

let shared;

/** Jest calls it with `new` for each test file. */
module.exports = function environment(...given) {
  shared ??= new SharedEnvironment(...given);
  shared.begin();
  return shared;
};
