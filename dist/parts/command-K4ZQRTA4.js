import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a}from"./chunk-SFIKUZCS.js";import"./chunk-P4S7T6BL.js";export{a as UsageError};
