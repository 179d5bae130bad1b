const WORDS = 4;

/**
 * A set of SHA-256 hashes that keeps 128 bits of each in one flat array: 32 bytes a member at most, where a Set of strings
 * takes well over 100. Two different payloads that share 128 bits are not to be expected (2^-64 at 2^32 members).
 */
export class CompactHashSet {
  #slots = new Uint32Array(1024 * WORDS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a hash of at least 16 bytes; answers false when it was there. */
  add(hash: Uint8Array): boolean {
    if ((this.#size + 1) * 2 > this.#slots.length / WORDS) this.#grow();
    const view = new DataView(hash.buffer, hash.byteOffset, 16);
    // Four zero words mark an empty slot, so the last bit is always set.
    const words = [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12) | 1] as const;
    const isNew = insert(this.#slots, words);
    if (isNew) this.#size += 1;
    return isNew;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += WORDS) {
      const words = [old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0, old[at + 3] ?? 0] as const;
      if (words[3] !== 0) insert(this.#slots, words);
    }
  }
}

/** Open addressing with linear steps; the hash itself is the position. */
function insert(slots: Uint32Array, words: readonly [number, number, number, number]): boolean {
  const count = slots.length / WORDS;
  for (let slot = words[0] % count; ; slot = (slot + 1) % count) {
    const at = slot * WORDS;
    if (slots[at + 3] === 0) {
      slots.set(words, at);
      return true;
    }
    if (words.every((word, index) => slots[at + index] === word >>> 0)) return false;
  }
}
