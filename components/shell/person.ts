const STORAGE_KEY = 'sheaf.person';
const CHANGED = 'sheaf:person';
const ASKED = 'sheaf:who-acts';
/** The name of someone who has not given one. */
export const UNNAMED = 'me';

/** The name under which this browser acts; "me" until a person gives one. */
export function readPersonName(): string {
  return localStorage.getItem(STORAGE_KEY) || UNNAMED;
}

/** Keeps the name in this browser. An empty one goes back to "me". */
export function savePersonName(name: string): void {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '') localStorage.removeItem(STORAGE_KEY);
  else localStorage.setItem(STORAGE_KEY, trimmed);
  window.dispatchEvent(new Event(CHANGED));
}

/** Asks for the dialog in which a person says who acts here. */
export function askWhoActs(): void {
  window.dispatchEvent(new Event(ASKED));
}

/** Calls back when that dialog is asked for. */
export function subscribeToWhoActs(onAsk: () => void): () => void {
  window.addEventListener(ASKED, onAsk);
  return () => window.removeEventListener(ASKED, onAsk);
}

/** Calls back when the name changes, in this tab or another. */
export function subscribeToPersonName(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  window.addEventListener('storage', onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener('storage', onChange);
  };
}
