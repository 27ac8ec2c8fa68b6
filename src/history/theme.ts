/** Colours of one picture. Text and marks have at least 4.5 : 1 against the page (WCAG 2.2, 1.4.3). */
export interface Theme {
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly line: string;
  readonly green: string;
  readonly yellow: string;
  readonly red: string;
}

/** For GitHub's light theme, whose page is white. */
export const LIGHT: Theme = {
  page: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  grid: '#d1d9e0',
  line: '#0969da',
  green: '#1a7f37',
  yellow: '#9a6700',
  red: '#cf222e',
};

export const DARK: Theme = {
  page: '#0d1117',
  text: '#f0f6fc',
  muted: '#9198a1',
  grid: '#3d444d',
  line: '#4493f8',
  green: '#3fb950',
  yellow: '#d29922',
  red: '#f85149',
};

/** For pictures inside a page, which sets the colours by itself. */
export const INHERITED: Theme = {
  page: 'var(--page)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  line: 'var(--line)',
  green: 'var(--green)',
  yellow: 'var(--yellow)',
  red: 'var(--red)',
};
