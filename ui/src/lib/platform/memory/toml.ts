// Reads the few forms of TOML that the catalogue uses: keys, tables, arrays of tables, strings, numbers, inline tables and arrays.
// For the host in memory only; the real catalogue is read and checked in Rust.
export type Value = string | number | boolean | Value[] | { [key: string]: Value };
export type Table = { [key: string]: Value };

class Reader {
  #at = 0;
  constructor(readonly source: string) {}

  #skip(): void {
    const rest = /(?:\s|#[^\n]*\n?)*/y;
    rest.lastIndex = this.#at;
    rest.exec(this.source);
    this.#at = rest.lastIndex;
  }
  take(pattern: RegExp): string | undefined {
    this.#skip();
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.source);
    if (!found) return undefined;
    this.#at = sticky.lastIndex;
    return found[1] ?? found[0];
  }
  get over(): boolean {
    this.#skip();
    return this.#at >= this.source.length;
  }
  value(): Value {
    const text = this.take(/"(?:[^"\\]|\\.)*"/);
    if (text !== undefined) return JSON.parse(text) as string;
    const literal = this.take(/'([^']*)'/);
    if (literal !== undefined) return literal;
    if (this.take(/\[/)) {
      const list: Value[] = [];
      while (!this.take(/\]/)) {
        list.push(this.value());
        this.take(/,/);
      }
      return list;
    }
    if (this.take(/\{/)) {
      const table: Table = {};
      while (!this.take(/\}/)) {
        this.pair(table);
        this.take(/,/);
      }
      return table;
    }
    const word = this.take(/[^\s,\]}]+/) ?? '';
    return word === 'true' || word === 'false' ? word === 'true' : Number.isNaN(Number(word)) ? word : Number(word);
  }
  pair(into: Table): void {
    const key = this.take(/[\w-]+/);
    if (key === undefined || !this.take(/=/)) throw new Error(`no key at ${this.#at}`);
    into[key] = this.value();
  }
}

/** The tables of a file: those of `[[name]]` under their name, what stands before them under `''`. */
export function readToml(source: string): Record<string, Table[]> {
  const reader = new Reader(source);
  let table: Table = {};
  const tables: Record<string, Table[]> = { '': [table] };
  while (!reader.over) {
    const heading = reader.take(/\[\[([\w.]+)\]\]/) ?? reader.take(/\[([\w.]+)\]/);
    if (heading === undefined) reader.pair(table);
    else (tables[heading] ??= []).push((table = {}));
  }
  return tables;
}
