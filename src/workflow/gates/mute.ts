import type { GateTarget } from '../shell/classify-command.ts';
import type { LossKind } from '../shell/lost-exit-codes.ts';

export type MuteKind = LossKind | 'flag' | 'input' | 'continue-on-error' | 'if-false';

/** What mutes one command or action, before it is known where it stands. */
export interface StepMute {
  readonly kind: MuteKind;
  readonly line: number;
  readonly text: string;
}

/** A gate that cannot fail the run, and what mutes it. */
export interface Mute extends StepMute {
  readonly path: string;
  readonly job: string;
  /** Name of the step; empty when the whole job is muted. */
  readonly step: string;
  readonly target: GateTarget;
  /** False when an expression decides, so that it may hold for some runs or matrix legs only. */
  readonly certain: boolean;
}
