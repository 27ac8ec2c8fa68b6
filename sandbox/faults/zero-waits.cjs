// Node waits a millisecond for a timer of 0. The queues of the throttling plugin set several for each request,
// so an audit in a test would wait longer for them than it works.

/** Runs what waits 0 ms in the next turn of the event loop. */
module.exports = function runZeroWaitsAtOnce(global) {
  const {
    setTimeout: later,
    clearTimeout: clear,
    setImmediate: next,
    clearImmediate: drop,
  } = global;
  const atOnce = new WeakSet();
  global.setTimeout = Object.assign((run, after, ...rest) => {
    if (after > 0) return later(run, after, ...rest);
    const turn = next(run, ...rest);
    atOnce.add(turn);
    return turn;
  }, later);
  global.clearTimeout = (timer) => (atOnce.has(timer) ? drop(timer) : clear(timer));
};
