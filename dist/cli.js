#!/usr/bin/env node
const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  process.stdout.write('0.1.0\n');
} else {
  const { main, programOf, styleOf } = await import('./command-line.js');
  const write = (stream) => (text) => void stream.write(text);
  // A reader may stop early: `| head` closes the pipe.
  process.stdout.on('error', () => process.exit());
  process.exitCode = await main(process.argv.slice(2), {
    out: write(process.stdout),
    err: write(process.stderr),
    style: styleOf(process.stdout, process.env),
    program: programOf(process.argv[1] ?? '', process.cwd(), process.env),
    ...(process.stderr.isTTY ? { live: styleOf(process.stderr, process.env) } : {}),
  });
}
