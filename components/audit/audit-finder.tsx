import { useEffect, useRef, useState } from 'react';
import { ClassFinder } from '@/components/review/class-finder';
import { Button } from '@/components/ui/button';
import type { LabelClass } from '@/lib/datasets/label-class';

type FinderProps = {
  classes: readonly LabelClass[];
  onPick: (labelClassId: string) => void;
  onCreate: (name: string) => void;
  onLeave: () => void;
};

/** In the place of the classes: a class is found by typing, or made for the sample on the screen. Proposes none. */
export function AuditFinder({ classes, onPick, onCreate, onLeave }: FinderProps) {
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div className="mx-auto flex max-h-60 w-full max-w-130 items-start gap-2 overflow-y-auto p-1 narrow:[&_[role=listbox]]:grid-cols-1 [&>:first-child]:flex-1">
      <ClassFinder
        {...{ classes, typed, field, onPick, onCreate, onLeave }}
        suggestion={null}
        selectedCount={0}
        onType={setTyped}
      />
      <Button size="field" onClick={onLeave}>
        All classes
      </Button>
    </div>
  );
}
