import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
function i(r){return String(r).replace(/\B(?=(?:\d{3})+$)/g,",")}function e(r,n,t=`${n}s`){return`${i(r)} ${r===1?n:t}`}function u(r){if(r<1024)return`${r} B`;let n=r/1024;return n<1024?`${n.toFixed(1)} KiB`:`${(n/1024).toFixed(1)} MiB`}export{i as a,e as b,u as c};
