/** How one publisher ended. `skipped` may write nothing and says why; `failed` should have worked. */
export type Receipt =
  | {
      readonly publisher: string;
      readonly state: 'published';
      readonly url: string;
      readonly sha?: string;
      readonly note?: string;
    }
  | {
      readonly publisher: string;
      readonly state: 'unchanged';
      readonly url: string;
      readonly note?: string;
    }
  | {
      readonly publisher: string;
      readonly state: 'skipped';
      readonly why: string;
      readonly permission?: string;
      /** A newer audit of the same commit was there before. */
      readonly newer?: true;
    }
  | { readonly publisher: string; readonly state: 'failed'; readonly why: string };
