import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{f as d,k as a}from"./chunk-WNTK4NFD.js";var f=250,c="\x1B[2K\r",o=()=>{},p={step:o,say:o,follow:o,end:o};function v(e,i){if(i)return p;let{live:n}=e,t=r=>e.err(`${r}
`);return n===void 0?{step:t,say:t,follow:o,end:o}:u(e,n)}function u({err:e},i){let n=!1,t,r=()=>{n&&e(c),n=!1},l=s=>{r(),e(a(s.replaceAll(`
`," "),i.width-1).trimEnd()),n=!0};return{step:l,say(s){r(),e(`${d(s,i)}
`)},follow(s){clearInterval(t),t=setInterval(()=>l(s()),f).unref()},end(){clearInterval(t),r()}}}export{v as a};
