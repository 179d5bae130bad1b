'use client';

import { Command as Cmdk, defaultFilter } from 'cmdk';
import { Search } from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { useRegistry } from '@/components/shell/commands';
import { groupCommands } from '@/components/shell/palette-groups';
import { PaletteItem } from '@/components/shell/palette-item';
import { ClassPlaces, DatasetPlaces } from '@/components/shell/palette-places';
import { pathOf, readPlace } from '@/components/shell/place';
import { Dialog } from '@/components/ui/dialog';
import { Keys } from '@/components/ui/kbd';

/** Letters that are strewn over the words of a command score below this; they were hardly meant. */
const LEAST_SCORE = 0.01;

/** Scores a command by its words alone: ids are nothing that a person reads. */
function scoreWords(_id: string, wanted: string, words: string[] = []): number {
  const score = defaultFilter(words[0] ?? '', wanted, words.slice(1));
  return score < LEAST_SCORE ? 0 : score;
}

/** Search or run: what can be done with what is open, then places, then samples; each with its key. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Search or run" bare className="mt-[min(132px,12dvh)] w-160">
      <PaletteBody onClose={onClose} />
    </Dialog>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [wanted, setWanted] = useState('');
  const { stack, keymap } = useRegistry();
  const { datasetId } = readPlace(usePathname());
  const groups = groupCommands(stack.list(), keymap);
  // The palette gives the focus back when it closes: what is run then may take it for good.
  const then = (act: () => void) => () => {
    onClose();
    setTimeout(act);
  };
  return (
    <Cmdk label="Search or run" loop filter={scoreWords} className="flex min-h-0 flex-col">
      <div className="flex h-13 flex-none items-center gap-2.5 border-b border-line px-4.5">
        <Search size={16} aria-hidden className="flex-none text-ink-3" />
        <Cmdk.Input
          data-first-focus
          value={wanted}
          onValueChange={setWanted}
          placeholder="Search or run"
          className="h-full min-w-0 flex-1 bg-transparent text-15 outline-none placeholder:text-ink-3"
        />
      </div>
      <Cmdk.List className="max-h-[min(420px,60dvh)] min-h-0 overflow-y-auto p-2 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:font-[540] [&_[cmdk-group-heading]]:text-ink-3">
        <Cmdk.Empty className="px-2.5 py-6 text-center text-ink-2">Nothing here answers to “{wanted}”.</Cmdk.Empty>
        {groups.map((group) => (
          <Cmdk.Group key={group.heading} heading={group.heading}>
            {group.commands.map(({ command, says, keys }) => (
              <PaletteItem
                key={command.id}
                id={command.id}
                says={says}
                wanted={wanted}
                keys={keys}
                detail={command.detail}
                icon={command.icon}
                words={command.words}
                onPick={then(() => command.run(null))}
              />
            ))}
          </Cmdk.Group>
        ))}
        {datasetId !== null && <ClassPlaces datasetId={datasetId} wanted={wanted} onPick={then} />}
        <DatasetPlaces wanted={wanted} currentId={datasetId} onPick={then} />
        {datasetId !== null && wanted.trim() !== '' && (
          <SampleSearch datasetId={datasetId} wanted={wanted.trim()} onPick={then} />
        )}
      </Cmdk.List>
      <PaletteFoot />
    </Cmdk>
  );
}

function SampleSearch({
  datasetId,
  wanted,
  onPick,
}: {
  datasetId: string;
  wanted: string;
  onPick: (act: () => void) => () => void;
}) {
  const router = useRouter();
  return (
    <Cmdk.Group heading="Samples" forceMount>
      <PaletteItem
        id="samples.search"
        says={`Find samples with “${wanted}”`}
        wanted=""
        icon={<Search size={14} aria-hidden className="text-ink-3" />}
        alwaysShown
        onPick={onPick(() => router.push(`${pathOf(datasetId, 'samples')}?q=${encodeURIComponent(wanted)}`))}
      />
    </Cmdk.Group>
  );
}

function PaletteFoot() {
  return (
    <div className="flex h-9.5 flex-none items-center gap-4 border-t border-line px-4.5 text-12 text-ink-3">
      <span className="flex items-center gap-1.5">
        <Keys keys="ArrowUp" />
        <Keys keys="ArrowDown" /> move
      </span>
      <span className="flex items-center gap-1.5">
        <Keys keys="Enter" /> run
      </span>
      <span className="flex-1" />
      <span className="flex items-center gap-1.5">
        <Keys keys="Escape" /> close
      </span>
    </div>
  );
}
