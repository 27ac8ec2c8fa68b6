export interface PlanItem {
  readonly text: string;
  readonly done: boolean;
  /** 1-based. */
  readonly line: number;
}

/** A milestone's plan: its title and its definition of done (the task lists), at the head and at the base. */
export interface Plan {
  readonly path: string;
  /** Title from the first heading, without the milestone id; empty when it has none. */
  readonly title: string;
  readonly items: readonly PlanItem[];
  /** The items as the policy ref has them; `undefined` when the plan is new. */
  readonly baseItems?: readonly PlanItem[];
}
