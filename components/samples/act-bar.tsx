'use client';

import { Eraser, X } from 'lucide-react';
import { keyOfClass } from '@/components/samples/class-keys';
import { useKeysOf, useRegistry } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { Button } from '@/components/ui/button';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import type { LabelClass } from '@/lib/datasets/label-class';

type ActBarProps = {
  /** How many samples an act would touch. */
  targetCount: number;
  /** How many of them carry a label. */
  labeledCount: number;
  isSelection: boolean;
  classes: readonly LabelClass[];
  onLabel: (labelClass: LabelClass) => void;
  onFindClass: () => void;
  onClear: () => void;
  onOpen: () => void;
  onRelease: () => void;
};

const SHOWN_CLASS_COUNT = 20;

/** What can be done with the selection, or with the sample under the cursor: every class with its key, clear, open. */
export function ActBar(props: ActBarProps) {
  const { targetCount, labeledCount, isSelection, onOpen, onClear, onRelease } = props;
  const openKeys = useKeysOf('samples.open');
  const clearKeys = useKeysOf('label.clear');
  const releaseKeys = useKeysOf('select.clear');
  if (targetCount === 0) return <Hints />;
  return (
    <section
      aria-label="Selection"
      className="flex h-16 flex-none items-center gap-3 border-t border-line bg-surface px-4 narrow:h-auto narrow:flex-wrap narrow:gap-2 narrow:px-3 narrow:py-2"
    >
      <p className="figures flex-none whitespace-nowrap">
        <b className="font-[560]">{formatCount(targetCount)}</b>{' '}
        <span className="text-ink-2">{isSelection ? 'selected' : 'under the cursor'}</span>
      </p>
      <ClassButtons {...props} />
      <span className="flex flex-none gap-2">
        <Button
          size="s"
          icon={<Eraser size={14} aria-hidden />}
          keys={clearKeys}
          disabled={labeledCount === 0}
          onClick={onClear}
        >
          {labeledCount === 0 ? 'No label to clear' : `Clear ${formatCounted(labeledCount, 'label')}`}
        </Button>
        {targetCount === 1 && (
          <Button size="s" keys={openKeys} onClick={onOpen}>
            Open sample
          </Button>
        )}
        <Button size="s" variant="ghost" icon={<X size={14} aria-hidden />} keys={releaseKeys} onClick={onRelease}>
          Let go
        </Button>
      </span>
    </section>
  );
}

function ClassButtons({ classes, targetCount, onLabel, onFindClass }: ActBarProps) {
  const findKeys = useKeysOf('class.find');
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 narrow:basis-full">
      <span className="flex-none text-12 whitespace-nowrap text-ink-3">Label as</span>
      <div className="flex min-w-0 items-center gap-1 overflow-x-auto p-1">
        {classes.slice(0, SHOWN_CLASS_COUNT).map((labelClass) => (
          <ClassButton
            key={labelClass.id}
            labelClass={labelClass}
            command={keyOfClass(classes, labelClass.id)}
            says={`Label ${formatCounted(targetCount, 'sample')} as ${labelClass.name}`}
            onPick={() => onLabel(labelClass)}
          />
        ))}
      </div>
      <Button size="s" keys={findKeys} onClick={onFindClass}>
        {classes.length > SHOWN_CLASS_COUNT ? `All ${formatCount(classes.length)} classes` : 'Other class'}
      </Button>
    </div>
  );
}

function ClassButton({
  labelClass,
  command,
  says,
  onPick,
}: {
  labelClass: LabelClass;
  command: CommandId | undefined;
  says: string;
  onPick: () => void;
}) {
  const { keymap } = useRegistry();
  const keys = command === undefined ? undefined : keymap[command]?.keys[0];
  return (
    <button
      type="button"
      aria-label={says}
      title={labelClass.name}
      onClick={onPick}
      className="flex h-7 max-w-44 flex-none items-center gap-1.5 rounded-control border border-line-2 bg-surface px-2 text-12 font-medium hover:bg-sunken"
    >
      <ClassMarker slot={labelClass.slot} />
      <span className="truncate">{labelClass.name}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </button>
  );
}

/** While nothing is chosen, the keys that choose. */
function Hints() {
  const { keymap } = useRegistry();
  const hints = [
    { keys: keymap['move.right']?.keys[0], says: 'move' },
    { keys: keymap['extend.right']?.keys[0], says: 'select more' },
    { keys: keymap['select.all']?.keys[0], says: 'select what is loaded' },
    { keys: keymap['look.closer']?.keys[0], says: 'look closer' },
    { keys: keymap['samples.open']?.keys[0], says: 'open' },
  ];
  return (
    <section
      aria-label="Selection"
      className="flex h-16 flex-none items-center gap-x-5 gap-y-1 overflow-hidden border-t border-line bg-surface px-4 text-12 text-ink-3 narrow:h-12 narrow:px-3"
    >
      <span className="whitespace-nowrap">Click a sample to select it</span>
      {hints.map(({ keys, says }) => (
        <span key={says} className="flex items-center gap-1.5 whitespace-nowrap">
          {keys !== undefined && <Keys keys={keys} />}
          {says}
        </span>
      ))}
    </section>
  );
}
