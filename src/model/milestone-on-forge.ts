/** A milestone as the forge keeps it, told apart by its title. */
export interface Milestone {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly description: string;
  readonly openIssues: number;
  readonly closedIssues: number;
  readonly dueOn?: string;
}

/** An issue or pull request that belongs to a milestone. */
export interface MilestoneItem {
  readonly kind: 'issue' | 'pull';
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly author: string;
}

/** An issue that was taken out of a milestone. */
export interface MovedOut {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** ISO 8601. */
  readonly at: string;
}
