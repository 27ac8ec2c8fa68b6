import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
import{a}from"./chunk-7IT65WGM.js";import{a as e}from"./chunk-6OTZV7YF.js";import{q as i}from"./chunk-7KF3VDPK.js";async function o(r){let t=await a(r);if(t.state==="unreadable")throw new e(t.why);return t.text}async function u(r){let t=i(await o(r));if(t.state==="unreadable")throw new e(`${r}: ${t.why}`);return t.audit}export{o as a,u as b};
