const inCi = process.env.CI === 'true';

/** @type {import('jest').Config} */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Stories hold whole repositories, with manifests of their own.
  modulePathIgnorePatterns: [
    '<rootDir>/sandbox/stories/',
    '<rootDir>/sandbox/openapi/',
    '<rootDir>/.cache/',
  ],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  // Modules of each test file are loaded anew, which a long-lived process never gives back.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
  // The same command gives reports and holds the coverage floor in CI, and is quick by hand.
  collectCoverage: inCi,
  collectCoverageFrom: ['src/**/*.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcovonly', 'cobertura'],
  coverageThreshold: { global: { lines: 90, branches: 85 } },
  reporters: inCi
    ? ['default', ['jest-junit', { addFileAttribute: 'true', outputDirectory: 'reports' }]]
    : ['default'],
};
