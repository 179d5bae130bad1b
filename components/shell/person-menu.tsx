'use client';

import { UserRound } from 'lucide-react';
import { type FormEvent, useEffect, useState, useSyncExternalStore } from 'react';
import { useCommands } from '@/components/shell/commands';
import {
  readPersonName,
  savePersonName,
  subscribeToPersonName,
  subscribeToWhoActs,
  UNNAMED,
} from '@/components/shell/person';
import { TimingPanel } from '@/components/timing/timing-panel';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';

const NAME_LIMIT = 200;

/** The name under which this browser acts. */
export function usePersonName(): string {
  return useSyncExternalStore(subscribeToPersonName, readPersonName, () => UNNAMED);
}

/** Says who acts here and lets the person change the name. */
export function PersonMenu() {
  const name = usePersonName();
  const [open, setOpen] = useState(false);
  const [isTiming, setIsTiming] = useState(false);
  useEffect(() => subscribeToWhoActs(() => setOpen(true)), []);
  useCommands([
    {
      id: 'person.show',
      says: 'Say who you are',
      heading: 'Everywhere',
      words: ['name', 'person'],
      run: () => setOpen(true),
    },
    { id: 'times.show', says: 'Your times', heading: 'Everywhere', run: () => setIsTiming(true) },
  ]);
  return (
    <>
      <IconButton label={`You are ${name}`} onClick={() => setOpen(true)}>
        <UserRound size={16} aria-hidden />
      </IconButton>
      <Dialog open={open} onClose={() => setOpen(false)} title="Who acts here" className="w-100">
        <PersonForm initial={name === UNNAMED ? '' : name} onDone={() => setOpen(false)} />
        <div className="border-t border-line px-5 py-4">
          <Button
            onClick={() => {
              setOpen(false);
              setIsTiming(true);
            }}
          >
            Your times
          </Button>
        </div>
      </Dialog>
      <Dialog open={isTiming} onClose={() => setIsTiming(false)} title="Your times" className="w-130">
        <div className="overflow-y-auto p-5">
          <TimingPanel />
        </div>
      </Dialog>
    </>
  );
}

function PersonForm({ initial, onDone }: { initial: string; onDone: () => void }) {
  const [draft, setDraft] = useState(initial);
  const save = (event: FormEvent) => {
    event.preventDefault();
    savePersonName(draft);
    onDone();
  };
  return (
    <form onSubmit={save} className="grid gap-4 p-5">
      <TextField
        label="Your name"
        value={draft}
        data-first-focus
        maxLength={NAME_LIMIT}
        placeholder={UNNAMED}
        onChange={(event) => setDraft(event.target.value)}
        hint="Every operation carries this name. It is kept in this browser and is no protection: whoever opens this page can take any name."
      />
      <div className="flex justify-end">
        <Button type="submit" variant="primary">
          Act as {draft.trim() || UNNAMED}
        </Button>
      </div>
    </form>
  );
}
