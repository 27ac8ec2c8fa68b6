import { runAction } from './start.js';
await runAction(process.env, '0.1.0');
