#!/usr/bin/env node
var[s]=process.argv.slice(2);s==="--version"||s==="-V"?process.stdout.write(`0.1.0
`):await import("./cli-main.js");
