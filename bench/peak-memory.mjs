import { readFileSync } from 'node:fs';

/**
 * Peak memory of this process, in MiB.
 *
 * Linux counts into `maxRSS` what the parent held when it forked, and a test runner holds a
 * gigabyte; `VmHWM` begins anew with the program (proc(5), read 2026-11-23). Elsewhere `maxRSS` is
 * the best there is.
 */
export function peakMib() {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kib !== undefined) return Number(kib) / 1024;
  } catch {
    // No /proc: not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}
