import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a,b,c,d,e,f,g,h}from"./chunk-MIBWPAKC.js";import"./chunk-PBKB5GAG.js";import"./chunk-TPU3XWVP.js";import"./chunk-P4S7T6BL.js";export{h as UsageError,a as failOnOf,d as firstPositional,e as flag,g as optionList,f as optionText,b as passes,c as readArguments};
