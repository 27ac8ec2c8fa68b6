import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a,b}from"./chunk-GCD6RGSC.js";import"./chunk-P4S7T6BL.js";export{b as COMMANDS,a as GROUPS};
