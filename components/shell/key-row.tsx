'use client';

import { type KeyboardEvent, useState } from 'react';
import { chordsOf } from '@/components/shell/chords';
import { useRegistry } from '@/components/shell/commands';
import { findClashes, type KeymapEntry } from '@/components/shell/keymap';
import { Keys, useIsMac } from '@/components/ui/kbd';
import { sayKeys } from '@/components/ui/key-names';

/** One command and its key; a press on the cap listens for the new key, Escape leaves it, Backspace takes it away. */
export function KeyRow({ id, entry }: { id: string; entry: KeymapEntry }) {
  const { keymap, overrides, setOverrides } = useRegistry();
  const [listening, setListening] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const mac = useIsMac();
  const keys = entry.keys[0];

  const give = (chord: string) => {
    const clash = findClashes(keymap, id, chord)[0];
    if (clash !== undefined) {
      setRefusal(`${sayKeys(chord, mac)} is “${keymap[clash]?.says}”`);
      return;
    }
    setOverrides({ ...overrides, [id]: chord });
    setListening(false);
    setRefusal(null);
  };
  const stop = () => {
    setListening(false);
    setRefusal(null);
  };
  const hear = (event: KeyboardEvent) => {
    if (!listening || event.key === 'Tab') return;
    const chord = chordsOf(event, mac)[0];
    if (chord === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (chord === 'Escape') return stop();
    if (chord === 'Backspace' && id !== 'label.clear') {
      setOverrides({ ...overrides, [id]: null });
      return stop();
    }
    give(chord);
  };

  return (
    <li className="flex min-h-6.5 break-inside-avoid items-center justify-between gap-3">
      <span className="text-ink-2">
        {entry.says}
        {id in overrides && <span className="text-ink-3"> · yours</span>}
      </span>
      <span className="flex items-center gap-2">
        {refusal !== null && (
          <span role="alert" className="text-12 text-danger">
            {refusal}
          </span>
        )}
        <button
          type="button"
          aria-label={`${entry.says}: ${keys === undefined ? 'no key' : sayKeys(keys, mac)}. Change the key`}
          onClick={() => setListening(true)}
          onKeyDown={hear}
          onBlur={stop}
          className="flex min-h-5.5 min-w-5.5 items-center justify-end gap-1 rounded-key px-0.5 text-12 text-ink-3 hover:bg-accent-weak"
        >
          {listening ? <span className="text-accent-text">Press a key</span> : <KeyList keys={entry.keys} />}
        </button>
      </span>
    </li>
  );
}

function KeyList({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) return <span>no key</span>;
  return keys.map((chord) => <Keys key={chord} keys={chord} />);
}
