import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
function n(e){return{ok:!0,value:e}}function r(e){return{ok:!1,trouble:e}}export{n as a,r as b};
