'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import type { GroupHead } from '@/lib/groups/group';
import { NOTE_LIMIT } from '@/lib/groups/regrouping';

type ParkProps = {
  head: GroupHead;
  /** Whether it was done; the field stays when not. */
  onPark: (note: string) => void;
  onClose: () => void;
};

/** Why a group waits, asked in place: Enter parks it, Escape leaves it open. */
export function ParkField({ head, onPark, onClose }: ParkProps) {
  const [note, setNote] = useState('');
  const park = () => {
    onPark(note.trim());
    onClose();
  };
  return (
    <form
      aria-label={`Park ${head.title}`}
      onSubmit={(event) => {
        event.preventDefault();
        park();
      }}
      className="flex items-end gap-2 border-t border-line bg-sunken px-4 py-2.5"
    >
      <TextField
        label="Why it waits: a note for later, or nothing"
        value={note}
        maxLength={NOTE_LIMIT}
        autoFocus
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
        }}
        className="flex-1"
      />
      <Button variant="ghost" size="field" onClick={onClose} keys="Escape">
        Keep open
      </Button>
      <Button size="field" type="submit" keys="Enter">
        Park {head.title.length > 24 ? 'the group' : head.title}
      </Button>
    </form>
  );
}
