/** One shape of credential. */
export interface SecretPattern {
  /** What is counted and shown: `GitHub token`. */
  readonly kind: string;
  /** Page of the vendor or standard that defines the shape. */
  readonly page: string;
  /** Source of a cheap expression that every text with a match contains: all texts are searched for it. */
  readonly hint: string;
  /**
   * What is replaced. A group `name` stays in the text. Every repetition is followed by something
   * optional or is bounded, so that a search is linear in the length of the text.
   */
  readonly pattern: RegExp;
  /** Whether the match without its `name` is a secret; every match is when left out. */
  readonly isSecret?: (value: string) => boolean;
  /** Returns where the secret ends when that is later than the match. */
  readonly endOf?: (text: string, from: number) => number;
}

/** Source of what separates a name from its value: `=`, `: `, `": "`. */
export const SEPARATOR = '["\'`\\\\]{0,3}\\s{0,2}(?:=>?|:=?)\\s{0,2}["\'`\\\\]{0,3}';
