'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { chordsOf, matchChords } from '@/components/shell/chords';
import { CommandStack, type PlacedCommand } from '@/components/shell/command-stack';
import { readOverrides, saveOverrides } from '@/components/shell/key-overrides';
import { type CommandId, KEYMAP, type Keymap, type KeyOverrides, withOverrides } from '@/components/shell/keymap';
import { keepForSearch } from '@/components/shell/search-request';
import { isTyping, ownsChord } from '@/components/shell/typing';
import { useIsMac } from '@/components/ui/kbd';

/**
 * Something a person can do now. With an id of the keymap it answers to that entry's keys; every command with a sentence
 * also stands in the palette, under its heading.
 */
export type Command = {
  id: CommandId | (string & {});
  /** What it does now, with numbers: "Accept 214 as cardboard". Without it the keymap's words; `null` keeps it out of the palette. */
  says?: string | null;
  /** Beside it in the palette: "Cluster 6 · 9 excluded". */
  detail?: string;
  icon?: ReactNode;
  /** The palette's block. Commands of a screen say what they act on: "This cluster". */
  heading?: string;
  /** More words by which the palette finds it. */
  words?: readonly string[];
  enabled?: boolean;
  /** `event` is null when the command was picked in the palette. */
  run: (event: KeyboardEvent | null) => void;
};

type Registry = {
  stack: CommandStack<Command>;
  keymap: Keymap;
  overrides: KeyOverrides;
  setOverrides: (overrides: KeyOverrides) => void;
};

const SEQUENCE_MS = 1_500;
const RegistryContext = createContext<Registry | null>(null);

/** The registry itself, for the help overlay and the palette. */
export function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (registry === null) throw new Error('useRegistry needs a CommandsProvider above it');
  return registry;
}

/**
 * Makes commands available while the component is on the screen. Where two share a key, the one deeper in the page wins.
 * Pass a fresh list on every render: nothing has to be memoised.
 */
export function useCommands(commands: readonly Command[]): void {
  const { stack } = useRegistry();
  const [owner] = useState(() => stack.claim());
  useEffect(() => stack.put(owner, commands));
  useEffect(() => () => stack.remove(owner), [stack, owner]);
}

/** The key in force for a command, to draw it on its control; undefined when a person took it away. */
export function useKeysOf(id: CommandId): string | undefined {
  return useRegistry().keymap[id]?.keys[0];
}

function targetOf(event: KeyboardEvent): HTMLElement | null {
  return event.target instanceof HTMLElement ? event.target : null;
}

function pickCommand(
  event: KeyboardEvent,
  keys: string,
  keymap: Keymap,
  stack: CommandStack<Command>,
): PlacedCommand<Command> | null {
  const target = targetOf(event);
  if (ownsChord(target, keys)) return null;
  return stack.find((command) => {
    const entry = keymap[command.id];
    if (entry === undefined || command.enabled === false || !entry.keys.includes(keys)) return false;
    return entry.whileTyping === true || !isTyping(target);
  });
}

function useDispatcher({ stack, keymap }: Pick<Registry, 'stack' | 'keymap'>): void {
  const mac = useIsMac();
  const pending = useRef<{ keys: string; atMs: number } | null>(null);
  const bound = useMemo(() => new Set(Object.values(keymap).flatMap((entry) => entry.keys)), [keymap]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
      const isChord = event.ctrlKey || event.metaKey || event.altKey;
      if (!isChord && !isTyping(targetOf(event)) && keepForSearch(event.key, performance.now())) {
        event.preventDefault();
        return;
      }
      const fresh = pending.current !== null && event.timeStamp - pending.current.atMs < SEQUENCE_MS;
      const prefix = fresh ? (pending.current?.keys ?? null) : null;
      const { complete, begins } = matchChords(chordsOf(event, mac), prefix, bound);
      const found = complete.map((keys) => pickCommand(event, keys, keymap, stack)).find((command) => command !== null);
      if (['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return;
      pending.current = begins !== null && !isTyping(targetOf(event)) ? { keys: begins, atMs: event.timeStamp } : null;
      if (!found) return;
      event.preventDefault();
      found.command.run(event);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [bound, keymap, mac, stack]);
}

/** Holds the commands of the moment and turns keys into them. Must stand once around the whole application. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [stack] = useState(() => new CommandStack<Command>());
  const [overrides, setState] = useState<KeyOverrides>({});
  useEffect(() => setState(readOverrides()), []);
  const setOverrides = useCallback((next: KeyOverrides) => {
    saveOverrides(next);
    setState(next);
  }, []);
  const keymap = useMemo(() => withOverrides(KEYMAP, overrides), [overrides]);
  useDispatcher({ stack, keymap });
  const registry = useMemo(
    () => ({ stack, keymap, overrides, setOverrides }),
    [stack, keymap, overrides, setOverrides],
  );
  return <RegistryContext.Provider value={registry}>{children}</RegistryContext.Provider>;
}
