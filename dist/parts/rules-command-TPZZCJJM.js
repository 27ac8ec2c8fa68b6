import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a as e}from"./chunk-WZHQ2L23.js";import"./chunk-EDWTXMT2.js";import{d as m}from"./chunk-BSST7XT5.js";import"./chunk-B3DYTWKE.js";import"./chunk-6OTZV7YF.js";import{c as s}from"./chunk-OGGBN6JG.js";import{E as t,F as r}from"./chunk-ECGLVF3Y.js";import"./chunk-BUTQPDFN.js";import"./chunk-L5OIA2LO.js";import"./chunk-Q5VANFKK.js";import"./chunk-IIEXFFUE.js";import"./chunk-GU6PGR2Z.js";import"./chunk-JFNVWRVU.js";import"./chunk-G7VVREM2.js";import"./chunk-NXHWR6CH.js";import"./chunk-P4S7T6BL.js";var j={async run(o,n){return n.out(m(o,"json")?f():y(n.style??s)),0}};function f(){let o=r.map(({id:n,title:i,needs:u,uses:a,levels:l,remediation:p})=>({id:n,title:i,needs:u,uses:a,levels:l,remediation:p}));return`${JSON.stringify({rules_version:t,rules:o},null,2)}
`}function y(o){return r.map(n=>`${e(n,o).join(`
`)}
`).join(`
`)}export{j as rulesCommand};
