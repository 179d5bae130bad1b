/** Round constants of SHA-256: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = new Uint32Array(64);
/** Initial state: the same of the square roots of the first 8 primes. */
const INITIAL = new Uint32Array(8);

function fractionBits(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
}

function fillConstants(): void {
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) isPrime = false;
    if (!isPrime) continue;
    if (found < 8) INITIAL[found] = fractionBits(Math.sqrt(candidate));
    K[found] = fractionBits(Math.cbrt(candidate));
    found += 1;
  }
}
fillConstants();

const rotate = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/**
 * SHA-256 (FIPS 180-4) fed piece by piece, so that a file of any size is hashed in flat memory. The platform's own digest
 * takes whole buffers only, and is missing on pages that are not served over https or from this computer.
 */
export class Sha256 {
  private readonly state = Uint32Array.from(INITIAL);
  private readonly schedule = new Uint32Array(64);
  private readonly block = new Uint8Array(64);
  private filled = 0;
  private lengthBytes = 0;

  /** Takes the next bytes. */
  update(bytes: Uint8Array): this {
    this.lengthBytes += bytes.length;
    let at = 0;
    if (this.filled > 0) {
      at = Math.min(64 - this.filled, bytes.length);
      this.block.set(bytes.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < 64) return this;
      this.compress(this.block, 0);
      this.filled = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.compress(bytes, at);
    this.block.set(bytes.subarray(at));
    this.filled = bytes.length - at;
    return this;
  }

  /** The digest of everything taken, as 64 hex digits. Ends the use of this object. */
  hex(): string {
    const lengthBytes = this.lengthBytes;
    const paddingLength = (this.filled < 56 ? 56 : 120) - this.filled;
    const tail = new Uint8Array(paddingLength + 8);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(paddingLength, Math.floor(lengthBytes / 2 ** 29));
    view.setUint32(paddingLength + 4, (lengthBytes * 8) >>> 0);
    this.update(tail);
    return [...this.state].map((word) => word.toString(16).padStart(8, '0')).join('');
  }

  private compress(bytes: Uint8Array, at: number): void {
    const w = this.schedule;
    for (let i = 0; i < 16; i += 1) {
      const from = at + i * 4;
      w[i] =
        (byteAt(bytes, from) << 24) |
        (byteAt(bytes, from + 1) << 16) |
        (byteAt(bytes, from + 2) << 8) |
        byteAt(bytes, from + 3);
    }
    for (let i = 16; i < 64; i += 1) {
      const [early, late] = [wordAt(w, i - 15), wordAt(w, i - 2)];
      const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
      const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
      w[i] = (wordAt(w, i - 16) + s0 + wordAt(w, i - 7) + s1) | 0;
    }
    this.mix(w);
  }

  private mix(w: Uint32Array): void {
    const state = this.state;
    let [a, b, c, d] = [wordAt(state, 0), wordAt(state, 1), wordAt(state, 2), wordAt(state, 3)];
    let [e, f, g, h] = [wordAt(state, 4), wordAt(state, 5), wordAt(state, 6), wordAt(state, 7)];
    for (let i = 0; i < 64; i += 1) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + wordAt(K, i) + wordAt(w, i)) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    const mixed = [a, b, c, d, e, f, g, h];
    for (const [i, word] of mixed.entries()) state[i] = (wordAt(state, i) + word) | 0;
  }
}

const byteAt = (bytes: Uint8Array, at: number) => bytes[at] ?? 0;
const wordAt = (words: Uint32Array, at: number) => words[at] ?? 0;
