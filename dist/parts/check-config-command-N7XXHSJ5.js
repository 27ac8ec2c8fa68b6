import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{b as h}from"./chunk-7A7OGBBS.js";import"./chunk-2YYKUHWS.js";import{m,u as p}from"./chunk-EV6WO5A2.js";import"./chunk-6EMJO2U7.js";import{F as a}from"./chunk-A4VRLNOD.js";import"./chunk-VS4HM4RT.js";import"./chunk-2V2ZAK7J.js";import"./chunk-L3IB7E73.js";import"./chunk-XSZTLA6V.js";import"./chunk-DYQMD34W.js";import"./chunk-SJIU4RHS.js";import"./chunk-RZ7S425M.js";import"./chunk-G7VVREM2.js";import{d as c,e as f}from"./chunk-MIBWPAKC.js";import"./chunk-PBKB5GAG.js";import"./chunk-TPU3XWVP.js";import{a as l,c as d,g as u}from"./chunk-WNTK4NFD.js";import"./chunk-P4S7T6BL.js";var S={async run(r,t){let o=c(r),i=p(o,await h(o),a),n=i.state==="valid"?[]:i.problems;if(f(r,"json"))return t.out(`${JSON.stringify({path:o,valid:n.length===0,problems:n},null,2)}
`),n.length===0?0:1;if(i.state==="valid")return t.out(`${o} is valid
`),0;let s=t.style??d;return t.out(n.map(e=>y(m(e),s)).join("")),1}};function y(r,t){if(t.wraps!==!0)return`${r}
`;let[o="",...i]=u(r,t.width-4),[n="",...s]=o.split(" ");return`${[[l(t,"bold",n),...s].join(" "),...i.map(g=>`    ${g}`)].join(`
`)}
`}export{S as checkConfigCommand};
