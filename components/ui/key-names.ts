const CAPS: Record<string, string> = {
  Shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Backspace: '⌫',
  Delete: 'Del',
  '-': '−',
};

const WORDS: Record<string, string> = {
  ArrowLeft: 'left arrow',
  ArrowRight: 'right arrow',
  ArrowUp: 'up arrow',
  ArrowDown: 'down arrow',
  Escape: 'Escape',
};

/** The parts of one chord; "Mod++" is Mod and plus. */
export function splitChord(chord: string): string[] {
  if (chord === '+') return ['+'];
  if (chord.endsWith('++')) return [...chord.slice(0, -2).split('+'), '+'];
  return chord.split('+');
}

function capOf(part: string, mac: boolean): string {
  if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
  if (part === 'Alt') return mac ? '⌥' : 'Alt';
  return CAPS[part] ?? part;
}

/**
 * The caps to draw for keys: one list for each chord of the sequence, "Shift+X" → ⇧ X, "G O" → G, then O.
 * @param mac whether "Mod" is ⌘ (true) or Ctrl
 */
export function describeKeys(keys: string, mac: boolean): { at: number; caps: string[] }[] {
  return keys.split(' ').map((chord, at) => ({ at, caps: splitChord(chord).map((part) => capOf(part, mac)) }));
}

/** The same keys in words, for screen readers and for `title`s: "Shift X", "G then O". */
export function sayKeys(keys: string, mac: boolean): string {
  const say = (part: string) => (part === 'Mod' ? (mac ? 'Command' : 'Control') : (WORDS[part] ?? part));
  return keys
    .split(' ')
    .map((chord) => splitChord(chord).map(say).join(' '))
    .join(' then ');
}
