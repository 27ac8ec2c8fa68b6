export type Outcome = 'COMPLETE' | 'INCOMPLETE' | 'INSUFFICIENT_EVIDENCE' | 'PENDING';

export type VerdictColor = 'green' | 'yellow' | 'red';
