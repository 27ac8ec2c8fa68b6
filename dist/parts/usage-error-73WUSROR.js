import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a}from"./chunk-6OTZV7YF.js";import"./chunk-P4S7T6BL.js";export{a as UsageError};
