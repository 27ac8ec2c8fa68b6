import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{b as a,c as b,d as c,e as d,f as e}from"./chunk-BSST7XT5.js";import"./chunk-B3DYTWKE.js";import"./chunk-6OTZV7YF.js";import"./chunk-NXHWR6CH.js";import"./chunk-P4S7T6BL.js";export{b as firstPositional,c as flag,e as optionList,d as optionText,a as readArguments};
