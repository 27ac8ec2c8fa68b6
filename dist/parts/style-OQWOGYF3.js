import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a,b,c,d,e,f,g,h,i,j,k}from"./chunk-WNTK4NFD.js";import"./chunk-P4S7T6BL.js";export{c as PLAIN,f as broken,i as columns,j as ending,k as fitted,e as fitting,h as hanging,a as inked,b as linked,d as styleOf,g as wrapped};
