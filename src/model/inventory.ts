/** A software bill of materials, reduced to what an audit compares. */
export interface Inventory {
  /** `cyclonedx` or `spdx`. */
  readonly format: string;
  readonly components: number;
  /** `name@version`, in code-unit order, bounded. */
  readonly packages: readonly string[];
  readonly omitted: number;
  readonly notes: readonly string[];
}

export interface BenchmarkResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `± 3%` or the like, as reported; empty when none was. */
  readonly range: string;
}

/** Benchmark output in github-action-benchmark's custom format. */
export interface Benchmarks {
  readonly format: string;
  readonly biggerIsBetter: boolean | 'unknown';
  readonly results: readonly BenchmarkResult[];
  readonly notes: readonly string[];
}
