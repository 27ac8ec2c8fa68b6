import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
function t(n,r){return n<r?-1:n>r?1:0}export{t as a};
