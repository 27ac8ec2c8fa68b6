import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a as n}from"./chunk-EDWTXMT2.js";import{a as o}from"./chunk-OGGBN6JG.js";import{a as e}from"./chunk-IIEXFFUE.js";function y({id:r,title:i,levels:l},t){let m=l.map((p,u)=>n(t,d(u),p)).reverse().flat();return[o(t,"bold",`${r} — ${i}`),...m]}function d(r){return`  ${r} ${(e[r]??"").padEnd(12)}  `}export{y as a};
