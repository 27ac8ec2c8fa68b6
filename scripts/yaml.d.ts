/** The reader of a table says what its rows are; `__tests__/tables.test.ts` checks them. */
declare module '*.yaml' {
  const table: unknown;
  export default table;
}
