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

  /** Whether a hash of at least 16 bytes is in the set. */
  has(hash: Uint8Array): boolean {
    return findSlot(this.#slots, toWords(hash)).isTaken;
  }

  /** Adds a hash of at least 16 bytes; answers false when it was there. */
  add(hash: Uint8Array): boolean {
    if ((this.#size + 1) * 2 > this.#slots.length / WORDS) this.#grow();
    const isNew = insert(this.#slots, toWords(hash));
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

type Words = readonly [number, number, number, number];

function toWords(hash: Uint8Array): Words {
  const view = new DataView(hash.buffer, hash.byteOffset, 16);
  // Four zero words mark an empty slot, so the last bit is always set.
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), (view.getUint32(12) | 1) >>> 0];
}

/** Open addressing with linear steps; the hash itself is the position. */
function findSlot(slots: Uint32Array, words: Words): { at: number; isTaken: boolean } {
  const count = slots.length / WORDS;
  for (let slot = words[0] % count; ; slot = (slot + 1) % count) {
    const at = slot * WORDS;
    if (slots[at + 3] === 0) return { at, isTaken: false };
    if (words.every((word, index) => slots[at + index] === word)) return { at, isTaken: true };
  }
}

function insert(slots: Uint32Array, words: Words): boolean {
  const { at, isTaken } = findSlot(slots, words);
  if (!isTaken) slots.set(words, at);
  return !isTaken;
}
