declare const __VERSION__: string | undefined;

/** Version from package.json, inserted by the build; tests run the source, which has none. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
