import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{c as l}from"./chunk-EDWTXMT2.js";import{a as h}from"./chunk-MDMZBBVN.js";import"./chunk-7IT65WGM.js";import{c,d as f}from"./chunk-BSST7XT5.js";import"./chunk-B3DYTWKE.js";import"./chunk-6OTZV7YF.js";import{a as d,c as u}from"./chunk-OGGBN6JG.js";import{m as p,n as a}from"./chunk-XIW5GPCQ.js";import{F as m}from"./chunk-ECGLVF3Y.js";import"./chunk-BUTQPDFN.js";import"./chunk-L5OIA2LO.js";import"./chunk-Q5VANFKK.js";import"./chunk-7KF3VDPK.js";import"./chunk-GU6PGR2Z.js";import"./chunk-JFNVWRVU.js";import"./chunk-G7VVREM2.js";import"./chunk-NXHWR6CH.js";import"./chunk-P4S7T6BL.js";var v={async run(r,t){let o=c(r),i=p(o,await h(o),m),n=i.state==="valid"?[]:i.problems;if(f(r,"json"))return t.out(`${JSON.stringify({path:o,valid:n.length===0,problems:n},null,2)}
`),n.length===0?0:1;if(i.state==="valid")return t.out(`${o} is valid
`),0;let s=t.style??u;return t.out(n.map(e=>y(a(e),s)).join("")),1}};function y(r,t){if(t.wraps!==!0)return`${r}
`;let[o="",...i]=l(r,t.width-4),[n="",...s]=o.split(" ");return`${[[d(t,"bold",n),...s].join(" "),...i.map(g=>`    ${g}`)].join(`
`)}
`}export{v as checkConfigCommand};
