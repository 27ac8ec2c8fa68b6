import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a as l}from"./chunk-IIEXFFUE.js";import{E as u,F as s}from"./chunk-A4VRLNOD.js";import{e as a}from"./chunk-MIBWPAKC.js";import{a as p,c as f,e as d}from"./chunk-WNTK4NFD.js";var N={async run(n,r){return r.out(a(n,"json")?c():y(r.style??f)),0}};function c(){let n=s.map(({id:r,title:o,needs:t,uses:e,levels:i,remediation:m})=>({id:r,title:o,needs:t,uses:e,levels:i,remediation:m}));return`${JSON.stringify({rules_version:u,rules:n},null,2)}
`}function y(n){return s.map(r=>`${S(r,n).join(`
`)}
`).join(`
`)}function S({id:n,title:r,levels:o},t){let e=o.map((i,m)=>d(t,g(m),i)).reverse().flat();return[p(t,"bold",`${n} — ${r}`),...e]}function g(n){return`  ${n} ${(l[n]??"").padEnd(12)}  `}export{N as a,S as b};
