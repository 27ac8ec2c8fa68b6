import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
var e=["Catastrophic","Fragile","Poor","Acceptable","Strong","Exemplary"];export{e as a};
