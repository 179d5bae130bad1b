import type { OfferedFile } from '@/components/imports/read-drop.browser';

type Listener = () => void;
let offered: readonly OfferedFile[] = [];
const listeners = new Set<Listener>();

function change(next: readonly OfferedFile[]): void {
  offered = next;
  for (const listener of listeners) listener();
}

/**
 * Adds files to those that wait on the import screen. They are kept outside of any component, because they are dropped on
 * one screen and looked at on the next. A path that is there already is replaced.
 */
export function offerFiles(files: readonly OfferedFile[]): void {
  const byPath = new Map([...offered, ...files].map((one) => [one.path, one]));
  change([...byPath.values()]);
}

/** Takes files away again; without paths all of them. */
export function withdrawFiles(paths?: ReadonlySet<string>): void {
  change(paths === undefined ? [] : offered.filter((one) => !paths.has(one.path)));
}

/** The files that wait; the same array until they change. */
export function offeredFiles(): readonly OfferedFile[] {
  return offered;
}

export function subscribeToOfferedFiles(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
