export type Outcome = 'COMPLETE' | 'INCOMPLETE' | 'INSUFFICIENT_EVIDENCE' | 'PENDING';

export type VerdictColour = 'green' | 'yellow' | 'red';
