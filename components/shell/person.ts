const STORAGE_KEY = 'sheaf.person';
const CHANGED = 'sheaf:person';
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

/** Calls back when the name changes, in this tab or another. */
export function subscribeToPersonName(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  window.addEventListener('storage', onChange);
  return () => {
    window.removeEventListener(CHANGED, onChange);
    window.removeEventListener('storage', onChange);
  };
}
