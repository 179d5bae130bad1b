import { UnreadableVectors } from '@/lib/samples/intake/vectors';

/** Hands out ids in any number, whatever the pieces they arrive in. Of values that are missing, the id is empty. */
export class IdQueue {
  readonly #pieces: AsyncIterator<ArrayLike<unknown>>;
  #ids: string[] = [];
  #at: number;

  /** With `skip`, so many ids at the beginning are passed over. */
  constructor(pieces: AsyncIterable<ArrayLike<unknown>>, skip = 0) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#at = skip;
  }

  /** The next ids. Throws UnreadableVectors when there are not as many. */
  async take(count: number): Promise<string[]> {
    while (this.#ids.length < this.#at + count) {
      const { value, done } = await this.#pieces.next();
      if (done === true) throw new UnreadableVectors('There are fewer ids than vectors. The file is damaged.');
      const passed = Math.min(this.#at, this.#ids.length);
      this.#ids = this.#ids.slice(passed);
      this.#at -= passed;
      for (const id of Array.from(value)) this.#ids.push(id === null || id === undefined ? '' : String(id));
    }
    const taken = this.#ids.slice(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  /** Ends the source, which may hold a file open. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
