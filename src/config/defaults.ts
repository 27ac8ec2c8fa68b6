import type { CategoryConfig, Config, GateConfig } from '../model/config.ts';
import table from '../tables/config-defaults.yaml';

/** Rules in weighted categories, and further rules that are judged without being scored. */
interface Profile {
  readonly categories: readonly CategoryConfig[];
  readonly unscored: readonly string[];
}

interface Defaults {
  readonly plan: string;
  readonly registry: string;
  readonly gates: readonly GateConfig[];
  readonly profiles: Readonly<Record<Config['profile'], Profile>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly zones: Config['zones'];
}

export const {
  plan: DEFAULT_PLAN,
  registry: DEFAULT_REGISTRY,
  gates: DEFAULT_GATES,
  inputs: INPUT_DEFAULTS,
  zones: DEFAULT_ZONES,
  profiles: PROFILES,
} = table as Defaults;
