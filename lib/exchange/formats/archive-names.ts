/*
 * Names inside an archive that every file system takes: no separators, control or direction signs, none of the signs
 * and names that Windows reserves, no dot or blank at either end, at most 100 bytes of UTF-8, NFC, and different from
 * each other also where case does not count.
 */

const NAME_LIMIT_BYTES = 100;
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
// biome-ignore format: one class of characters
const UNSAFE = /[\p{Cc}\p{Cs}\p{Co}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"/\\|?*]/gu;

const EXTENSIONS: Record<string, readonly string[]> = {
  'image/jpeg': ['.jpg', '.jpeg', '.jpe', '.jfif'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/gif': ['.gif'],
};

/** A safe form of a name; `fallback` when nothing of it is left. */
export function makeSafeName(name: string, fallback: string): string {
  const cleaned = trimDots(name.normalize('NFC').replace(UNSAFE, '_'));
  const cut = trimDots(cutBytes(cleaned, NAME_LIMIT_BYTES));
  if (cut === '' || /^_+$/.test(cut)) return fallback;
  return RESERVED.test(cut) ? `_${cut}` : cut;
}

/** The last part of a path, its extension set right for what the bytes are. */
export function makeFileName(path: string, mediaType: string | null, fallback: string): string {
  const base = path.split(/[/\\]/).at(-1) ?? '';
  const fitting = EXTENSIONS[mediaType ?? ''] ?? [];
  const dot = base.lastIndexOf('.');
  const ending = dot > 0 ? base.slice(dot).toLowerCase() : '';
  const extension = fitting.includes(ending) ? ending : (fitting[0] ?? '');
  const stem = dot > 0 && (fitting.includes(ending) || /^\.[a-z0-9]{1,5}$/.test(ending)) ? base.slice(0, dot) : base;
  return `${makeSafeName(stem, fallback)}${extension}`;
}

/** Hands out names that differ from all before, also where case does not count. */
export class NameKeeper {
  private readonly taken: Set<string>;

  constructor(reserved: readonly string[] = []) {
    this.taken = new Set(reserved.map(fold));
  }

  /** The name itself, or its stem with `-<mark>`, then `-<mark>-2` and on, before its extension. */
  take(name: string, mark: string): string {
    const dot = name.lastIndexOf('.');
    const stem = dot > 0 ? name.slice(0, dot) : name;
    const extension = dot > 0 ? name.slice(dot) : '';
    let candidate = name;
    for (let i = 1; !this.tryTake(candidate); i += 1) {
      candidate = `${stem}-${mark}${i === 1 ? '' : `-${i}`}${extension}`;
    }
    return candidate;
  }

  /** Takes a name if it is free. */
  tryTake(name: string): boolean {
    const folded = fold(name);
    if (this.taken.has(folded)) return false;
    this.taken.add(folded);
    return true;
  }
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function trimDots(name: string): string {
  return name.replace(/^[\s.]+|[\s.]+$/g, '');
}

function cutBytes(name: string, limitBytes: number): string {
  let cut = '';
  let sizeBytes = 0;
  for (const character of name) {
    sizeBytes += countBytes(character);
    if (sizeBytes > limitBytes) return cut;
    cut += character;
  }
  return cut;
}

/** Bytes of one code point in UTF-8. */
function countBytes(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
