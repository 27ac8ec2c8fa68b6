/** What a later audit reads of an earlier one's JSON. */
export interface PreviousAudit {
  readonly milestone: string;
  readonly path: string;
  readonly blob: string;
  readonly score: number | null;
  readonly verdict: 'green' | 'yellow' | 'red';
  readonly audited: string;
  readonly categories: readonly {
    readonly id: string;
    readonly title: string;
    readonly score: number | null;
  }[];
  readonly rules: readonly { readonly id: string; readonly level: number | null }[];
}
