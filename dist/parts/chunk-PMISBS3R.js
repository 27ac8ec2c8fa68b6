import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{b as d,g as f}from"./chunk-EDWTXMT2.js";var a=250,c="\x1B[2K\r",o=()=>{},p={step:o,say:o,follow:o,end:o};function m(e,i){if(i)return p;let{live:t}=e,n=r=>e.err(`${r}
`);return t===void 0?{step:n,say:n,follow:o,end:o}:u(e,t)}function u({err:e},i){let t=!1,n,r=()=>{t&&e(c),t=!1},l=s=>{r(),e(f(s.replaceAll(`
`," "),i.width-1).trimEnd()),t=!0};return{step:l,say(s){r(),e(`${d(s,i)}
`)},follow(s){clearInterval(n),n=setInterval(()=>l(s()),a).unref()},end(){clearInterval(n),r()}}}export{m as a};
