import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a,b,c,d,e,f,g}from"./chunk-EDWTXMT2.js";import"./chunk-P4S7T6BL.js";export{b as broken,e as columns,f as ending,g as fitted,a as fitting,d as hanging,c as wrapped};
