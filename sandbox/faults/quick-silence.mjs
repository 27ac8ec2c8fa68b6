// Loaded like `quick-clock.mjs`, and only where a request is never answered: gives up on an answer in
// a quarter of the time. Every other answer of that audit must come by then, so this belongs in the
// matrix that is run by hand and not in a test.
const FASTER = 4;

const { timeout } = AbortSignal;
AbortSignal.timeout = (after) => timeout.call(AbortSignal, Math.ceil(after / FASTER));
