import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
var e=class extends Error{};export{e as a};
