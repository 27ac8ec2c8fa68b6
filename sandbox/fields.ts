/** Reads one mapping of a story file, complaining by name about what is missing, wrong or unknown. */
export class Fields {
  readonly #where: string;
  readonly #values: Map<string, unknown>;
  readonly #seen = new Set<string>();

  constructor(where: string, value: unknown) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new Error(`${where}: expected a mapping`);
    }
    this.#where = where;
    this.#values = new Map(Object.entries(value));
  }

  #take(key: string): unknown {
    this.#seen.add(key);
    return this.#values.get(key) ?? undefined;
  }

  #wrong(key: string, wanted: string): never {
    throw new Error(`${this.#where}: \`${key}\` must be ${wanted}`);
  }

  maybeText(key: string): string | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    return typeof value === 'string' ? value : this.#wrong(key, 'a text');
  }

  text(key: string, otherwise?: string): string {
    return this.maybeText(key) ?? otherwise ?? this.#wrong(key, 'given');
  }

  maybeNumber(key: string): number | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    return typeof value === 'number' ? value : this.#wrong(key, 'a number');
  }

  number(key: string, otherwise?: number): number {
    return this.maybeNumber(key) ?? otherwise ?? this.#wrong(key, 'given');
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#take(key);
    if (value === undefined) return otherwise;
    return typeof value === 'boolean' ? value : this.#wrong(key, 'true or false');
  }

  texts(key: string): string[] {
    const value = this.#take(key) ?? [];
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
      this.#wrong(key, 'a list of texts');
    }
    return value;
  }

  /** A mapping whose keys and values are the story's own business. */
  plain(key: string): Record<string, unknown> {
    const value = this.#take(key) ?? {};
    return typeof value === 'object' && !Array.isArray(value)
      ? { ...value }
      : this.#wrong(key, 'a mapping');
  }

  child<T>(key: string, read: (fields: Fields) => T): T {
    return readWhole(`${this.#where}.${key}`, this.#take(key), read);
  }

  list<T>(key: string, read: (fields: Fields) => T): T[] {
    const value = this.#take(key) ?? [];
    if (!Array.isArray(value)) this.#wrong(key, 'a list');
    return value.map((one, at) => readWhole(`${this.#where}.${key}[${at}]`, one, read));
  }

  map<T>(key: string, read: (fields: Fields) => T): Record<string, T> {
    const entries = Object.entries(this.plain(key));
    return Object.fromEntries(
      entries.map(([name, one]) => [name, readWhole(`${this.#where}.${key}.${name}`, one, read)]),
    );
  }

  /** Says which keys nobody asked for; to be called when everything was read. */
  done(): void {
    const unknown = [...this.#values.keys()].filter((key) => !this.#seen.has(key));
    if (unknown.length > 0) {
      throw new Error(`${this.#where}: unknown ${unknown.map((key) => `\`${key}\``).join(', ')}`);
    }
  }
}

function readWhole<T>(where: string, value: unknown, read: (fields: Fields) => T): T {
  const fields = new Fields(where, value);
  const result = read(fields);
  fields.done();
  return result;
}
