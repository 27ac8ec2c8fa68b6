import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a}from"./chunk-PBKB5GAG.js";import"./chunk-P4S7T6BL.js";export{a as closest};
