/** The parts of an element that decide whether keys are its own; a DOM `Element` fits. */
export type KeyTarget = {
  tagName: string;
  type?: string;
  isContentEditable?: boolean;
  closest: (selector: string) => unknown;
};

const TEXTLESS_INPUTS = new Set(['radio', 'checkbox', 'button', 'submit', 'range', 'color', 'file']);
const OWN_KEYS_ROLES = '[role=menu],[role=listbox],[role=slider],[role=combobox]';
const PRESSABLE = 'button,a[href],summary,input,[role=menuitem],[role=option],[role=tab]';

/** Whether a person is typing there, so that letters are text. */
export function isTyping(target: KeyTarget | null): boolean {
  if (target === null) return false;
  if (target.isContentEditable === true) return true;
  if (target.tagName === 'INPUT') return !TEXTLESS_INPUTS.has(target.type ?? 'text');
  return target.tagName === 'TEXTAREA' || target.tagName === 'SELECT';
}

/**
 * Whether the focused control answers this chord itself: Enter and Space press a button or follow a link, arrows move in a
 * radio group or a menu. `data-keys="pass"` on a control or around it lets the screen's commands have them.
 */
export function ownsChord(target: KeyTarget | null, chord: string): boolean {
  if (target === null || target.closest('[data-keys=pass]')) return false;
  if (chord === 'Enter' || chord === 'Space')
    return Boolean(target.closest(PRESSABLE)) || Boolean(target.closest(OWN_KEYS_ROLES));
  if (/^(Shift\+)?(Arrow|Home|End|Page)/.test(chord))
    return target.tagName === 'INPUT' || Boolean(target.closest(OWN_KEYS_ROLES));
  return false;
}
