'use client';

import clsx from 'clsx';
import { useKeysOf, useRegistry } from '@/components/shell/commands';
import { ClassMarker } from '@/components/ui/class-marker';
import { Keys } from '@/components/ui/kbd';
import type { AuditAnswer } from '@/lib/audits/audit';
import { classesByKey, type LabelClass } from '@/lib/datasets/label-class';

type ClassesProps = {
  classes: readonly LabelClass[];
  /** What is said of the sample so far: where a sample may have several classes, or where one goes back to it. */
  chosenIds: ReadonlySet<string>;
  /** The answer that was given before, where one goes back to it. */
  given: AuditAnswer | null;
  onPick: (labelClassId: string) => void;
  onSay: (answer: AuditAnswer) => void;
  /** A class is to be found by typing, or made. */
  onFind: () => void;
};

/** All classes with their keys, none of them proposed, and after them that it is none of these, cannot be told, or is of a new class. */
export function AuditClasses({ classes, chosenIds, given, onPick, onSay, onFind }: ClassesProps) {
  const { keymap } = useRegistry();
  const noneKeys = useKeysOf('audit.none');
  const cannotTellKeys = useKeysOf('audit.cannotTell');
  const findKeys = useKeysOf('class.find');
  const places = new Map(classesByKey(classes).map((one, place) => [one?.id, place]));
  return (
    <fieldset className="mx-auto grid max-h-41 w-full max-w-230 grid-cols-[repeat(auto-fill,minmax(136px,1fr))] gap-2 overflow-y-auto p-1 narrow:max-h-33">
      <legend className="sr-only">Class of this sample</legend>
      {classes.map((labelClass) => {
        const keys = keymap[`class.choose.${(places.get(labelClass.id) ?? Number.NaN) + 1}`]?.keys[0];
        const isChosen = chosenIds.has(labelClass.id);
        return (
          <button
            key={labelClass.id}
            type="button"
            aria-pressed={isChosen}
            title={labelClass.name}
            onClick={() => onPick(labelClass.id)}
            className={clsx(
              'flex h-11 min-w-0 items-center gap-2 rounded-control border bg-surface px-3 text-left text-14 font-[510] hover:bg-sunken',
              isChosen ? 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]' : 'border-line-2',
            )}
          >
            {keys !== undefined && <Keys keys={keys} />}
            <ClassMarker slot={labelClass.slot} size="l" />
            <span className="line-clamp-2 leading-4 wrap-anywhere">{labelClass.name}</span>
          </button>
        );
      })}
      <Other
        keys={noneKeys}
        isChosen={given !== null && 'noneOfThese' in given}
        onClick={() => onSay({ noneOfThese: true })}
      >
        None of these
      </Other>
      <Other
        keys={cannotTellKeys}
        isChosen={given !== null && 'cannotTell' in given}
        onClick={() => onSay({ cannotTell: true })}
      >
        Cannot tell
      </Other>
      <Other keys={findKeys} isChosen={null} onClick={onFind}>
        Find or create
      </Other>
    </fieldset>
  );
}

/** `isChosen` is null of what only leads to an answer. */
type OtherProps = { keys: string | undefined; isChosen: boolean | null; onClick: () => void; children: string };

function Other({ keys, isChosen, onClick, children }: OtherProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen ?? undefined}
      onClick={onClick}
      className={clsx(
        'flex h-11 min-w-0 items-center gap-2 rounded-control border border-dashed px-3 text-left text-14 text-ink-2 hover:bg-sunken',
        isChosen === true ? 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]' : 'border-line-2',
      )}
    >
      {keys !== undefined && <Keys keys={keys} />}
      {children}
    </button>
  );
}
