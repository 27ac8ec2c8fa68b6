// Loaded into the action's process before its bundle, with `--import`: waiting goes by quicker, so
// that the shipped bundle can be tried with its own patience. One answer may take a tenth of the
// time it is given, because answering is real work and waiting is not.
import { createRequire, syncBuiltinESMExports } from 'node:module';

const WAITING = 40;
const ANSWERING = 10;

const timers = createRequire(import.meta.url)('node:timers/promises');
const { setTimeout: wait } = timers;
const { setTimeout: later, setInterval: often } = globalThis;
const began = Date.now();
const { now } = Date;

globalThis.setTimeout = (run, after = 0, ...rest) => later(run, after / WAITING, ...rest);
globalThis.setInterval = (run, every = 0, ...rest) => often(run, every / WAITING, ...rest);
timers.setTimeout = (after = 0, ...rest) => wait(after / WAITING, ...rest);
syncBuiltinESMExports();
Date.now = () => Math.round(began + (now() - began) * WAITING);

const { timeout } = AbortSignal;
AbortSignal.timeout = (after) => timeout.call(AbortSignal, Math.ceil(after / ANSWERING));
