import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
function s(t){let n=[],e=0;for(let r of t.split(`
`)){let i=/^@@ -\d+(?:,\d+)? \+(\d+)/.exec(r)?.[1];if(i!==void 0){e=Number(i);continue}e>0&&r.startsWith("+")&&o(n,e),e>0&&/^[+ ]/.test(r)&&(e+=1)}return n}function o(t,n){let e=t.at(-1);e!==void 0&&e[1]===n-1?e[1]=n:t.push([n,n])}export{s as a};
