import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
var r={tests:0,passed:0,failed:0,errored:0,skipped:0,flaky:0};function n(e,t){return{state:"present",value:e,source:t}}function a(e){return{state:"absent",why:e}}function s(e,t){return{state:"unreadable",why:e,source:t}}export{r as a,n as b,a as c,s as d};
