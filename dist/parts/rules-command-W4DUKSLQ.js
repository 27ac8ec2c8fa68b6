import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a,b}from"./chunk-TFGSUFFP.js";import"./chunk-IIEXFFUE.js";import"./chunk-A4VRLNOD.js";import"./chunk-VS4HM4RT.js";import"./chunk-2V2ZAK7J.js";import"./chunk-L3IB7E73.js";import"./chunk-XSZTLA6V.js";import"./chunk-SJIU4RHS.js";import"./chunk-RZ7S425M.js";import"./chunk-G7VVREM2.js";import"./chunk-MIBWPAKC.js";import"./chunk-PBKB5GAG.js";import"./chunk-TPU3XWVP.js";import"./chunk-WNTK4NFD.js";import"./chunk-P4S7T6BL.js";export{b as ruleTable,a as rulesCommand};
