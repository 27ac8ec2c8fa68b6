import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a,b,c}from"./chunk-TPU3XWVP.js";import"./chunk-P4S7T6BL.js";export{a as VERSION,c as usageOf,b as wordsOf};
