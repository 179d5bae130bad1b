export type JsonLimits = { depth: number; keyCount: number };

/** A line of JSON that cannot become a sample; the message says why. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';
}

/**
 * Reads one line of JSON Lines: an object, whose values are answered as text in the order of the file. Strings are
 * decoded; numbers keep the digits of the file, so that integers beyond 2^53 and 1e999 stay what they are; true and false
 * are words, null is the empty text; arrays and objects keep their JSON. Nothing is built from keys, so "__proto__" is
 * a key like any other. Throws UnreadableJson with a reason for a person.
 */
export function readJsonLine(line: string, limits: JsonLimits): Map<string, string> {
  const reader = new JsonReader(line, limits);
  return reader.readTopObject();
}

const LITERALS = { true: 'true', false: 'false', null: '' } as const;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

class JsonReader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #keyCount = 0;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  readTopObject(): Map<string, string> {
    this.#skipSpace();
    if (this.#peek() !== '{') {
      throw new UnreadableJson('The line is not a JSON object: it must begin with { and hold one sample.');
    }
    const values = new Map<string, string>();
    this.#readObject(1, (key) => {
      if (values.has(key)) throw new UnreadableJson(`The key ${JSON.stringify(key.slice(0, 80))} appears twice.`);
      values.set(key, this.#readValueAsText());
    });
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return values;
  }

  #readValueAsText(): string {
    const start = this.#at;
    const first = this.#peek();
    if (first === '"') return this.#readString();
    this.#skipValue(2);
    const source = this.#text.slice(start, this.#at);
    return source in LITERALS ? LITERALS[source as keyof typeof LITERALS] : source;
  }

  #skipValue(depth: number): void {
    const first = this.#peek();
    if (first === '"') this.#readString();
    else if (first === '{') this.#readObject(depth, () => this.#skipValue(depth + 1));
    else if (first === '[') this.#skipArray(depth);
    else if (!this.#takeLiteral() && this.#take(NUMBER) === null) throw this.#unexpected();
  }

  #readObject(depth: number, readValue: (key: string) => void): void {
    this.#checkDepth(depth);
    this.#at += 1;
    this.#skipSpace();
    if (this.#takeCharacter('}')) return;
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '"') throw this.#unexpected();
      this.#countKey();
      const key = this.#readString();
      this.#skipSpace();
      if (!this.#takeCharacter(':')) throw this.#unexpected();
      this.#skipSpace();
      readValue(key);
      this.#skipSpace();
      if (this.#takeCharacter('}')) return;
      if (!this.#takeCharacter(',')) throw this.#unexpected();
    }
  }

  #skipArray(depth: number): void {
    this.#checkDepth(depth);
    this.#at += 1;
    this.#skipSpace();
    if (this.#takeCharacter(']')) return;
    for (;;) {
      this.#skipSpace();
      this.#skipValue(depth + 1);
      this.#skipSpace();
      if (this.#takeCharacter(']')) return;
      if (!this.#takeCharacter(',')) throw this.#unexpected();
    }
  }

  #readString(): string {
    const end = this.#findStringEnd();
    const source = this.#text.slice(this.#at, end);
    try {
      const value: unknown = JSON.parse(source);
      this.#at = end;
      return String(value);
    } catch {
      throw new UnreadableJson(`The text that begins at character ${this.#at + 1} is not a valid JSON string.`);
    }
  }

  /** The index behind the quote that closes the string at the present position. */
  #findStringEnd(): number {
    for (let close = this.#text.indexOf('"', this.#at + 1); close !== -1; close = this.#text.indexOf('"', close + 1)) {
      let backslashes = 0;
      while (this.#text[close - 1 - backslashes] === '\\') backslashes += 1;
      if (backslashes % 2 === 0) return close + 1;
    }
    throw new UnreadableJson(`The text that begins at character ${this.#at + 1} is not closed.`);
  }

  #takeLiteral(): boolean {
    for (const word of Object.keys(LITERALS)) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return true;
      }
    }
    return false;
  }

  #checkDepth(depth: number): void {
    if (depth > this.#limits.depth) {
      throw new UnreadableJson(`The JSON is nested more than ${this.#limits.depth} levels deep, the limit.`);
    }
  }

  #countKey(): void {
    this.#keyCount += 1;
    if (this.#keyCount > this.#limits.keyCount) {
      throw new UnreadableJson(`The JSON has more than ${this.#limits.keyCount} keys, the limit.`);
    }
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #takeCharacter(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #skipSpace(): void {
    this.#take(SPACE);
  }

  #unexpected(): UnreadableJson {
    const found = this.#peek();
    if (found === undefined) return new UnreadableJson('The JSON ends too early.');
    return new UnreadableJson(
      `The JSON is broken at character ${this.#at + 1}: ${JSON.stringify(found)} is not expected there.`,
    );
  }
}
