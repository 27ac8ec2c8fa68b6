import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a}from"./chunk-G7VVREM2.js";import"./chunk-P4S7T6BL.js";export default a();
