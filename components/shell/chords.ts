/** What the keyboard told, as far as chords need it; a DOM `KeyboardEvent` fits. */
export type KeyPress = {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
};

const DIGIT_CODE = /^(?:Digit|Numpad)(\d)$/;
const LETTER_CODE = /^Key([A-Z])$/;
const CODE_NAMES: Record<string, string> = { BracketLeft: '[', BracketRight: ']' };
const MODIFIER_KEYS = new Set([
  'Shift',
  'Control',
  'Meta',
  'Alt',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Unidentified',
  'Process',
]);

function nameByPlace(code: string): string | null {
  return DIGIT_CODE.exec(code)?.[1] ?? LETTER_CODE.exec(code)?.[1] ?? CODE_NAMES[code] ?? null;
}

function nameByMeaning(key: string): { name: string; isSymbol: boolean } {
  if (key === ' ') return { name: 'Space', isSymbol: false };
  if (key.length > 1) return { name: key, isSymbol: false };
  const upper = key.toUpperCase();
  const isSymbol = upper === key.toLowerCase();
  return { name: upper, isSymbol };
}

function withModifiers(press: KeyPress, mac: boolean, name: string, shift: boolean): string {
  const mod = mac ? press.metaKey : press.ctrlKey;
  return `${shift ? 'Shift+' : ''}${mod ? 'Mod+' : ''}${press.altKey ? 'Alt+' : ''}${name}`;
}

/**
 * The chords a key press may stand for, the likeliest first. Plain digits go by their place on the keyboard, so that the
 * digit row chooses classes on a layout where digits need Shift; everything else goes by what the key means on this layout,
 * and by its place when that means nothing here ("Shift+[" and "Shift+7" are other characters; Cyrillic letters).
 * @param mac whether "Mod" is ⌘ (true) or Ctrl
 */
export function chordsOf(press: KeyPress, mac: boolean): string[] {
  if (MODIFIER_KEYS.has(press.key)) return [];
  if (mac ? press.ctrlKey : press.metaKey) return [];
  const { name, isSymbol } = nameByMeaning(press.key);
  const isGraph = isSymbol && press.altKey && press.ctrlKey;
  const byMeaning = isGraph ? name : withModifiers(press, mac, name, press.shiftKey && !isSymbol);
  const place = nameByPlace(press.code);
  const byPlace = place === null || isGraph ? null : withModifiers(press, mac, place, press.shiftKey);
  const plainDigit = DIGIT_CODE.test(press.code) && !press.shiftKey;
  const candidates = plainDigit ? [byPlace, byMeaning] : [byMeaning, byPlace];
  return [...new Set(candidates.filter((chord) => chord !== null))];
}

/**
 * What a chord leads to when `prefix` was pressed before it: the keys it completes, and whether it begins a sequence.
 * @param bound every key in force, "Shift+X" or "G O"
 */
export function matchChords(
  chords: readonly string[],
  prefix: string | null,
  bound: ReadonlySet<string>,
): { complete: string[]; begins: string | null } {
  const pressed = prefix === null ? [...chords] : chords.map((chord) => `${prefix} ${chord}`);
  const complete = pressed.filter((keys) => bound.has(keys));
  const begins = pressed.find((keys) => [...bound].some((candidate) => candidate.startsWith(`${keys} `))) ?? null;
  return { complete, begins };
}
