import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
function p({wraps:t,width:n},r,e){return t===!0?u(r,e,n):[`${r}${e}`.trimEnd()]}function c(t,n){return n?.wraps!==!0?t:t.split(`
`).flatMap(r=>s(r,n.width)).join(`
`)}function s(t,n){let r=[],e="";for(let i of t.split(" ").flatMap(o=>l(o,n))){let o=e===""?i:`${e} ${i}`;g(o)<=n?e=o:(r.push(e),e=i)}return[...r,e]}function u(t,n,r){let e=g(t);return s(n,Math.max(20,r-e)).map((i,o)=>`${o===0?t:" ".repeat(e)}${i}`.trimEnd())}function g(t){return[...t].length}function f(t,n){let r=[...t];return r.length<=n?t:`…${r.slice(r.length-n+1).join("")}`}function a(t,n){let r=[...t];return r.length>n?`${r.slice(0,Math.max(0,n-1)).join("")}…`:t+" ".repeat(n-r.length)}function l(t,n){let r=[...t];return r.length<=n?[t]:Array.from({length:Math.ceil(r.length/n)},(e,i)=>r.slice(i*n,(i+1)*n).join(""))}export{p as a,c as b,s as c,u as d,g as e,f,a as g};
