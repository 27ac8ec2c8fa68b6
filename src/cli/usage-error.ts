/** Wrong usage: one line that helps. Thrown by commands, printed by the door, exit code 2. */
export class UsageError extends Error {}
