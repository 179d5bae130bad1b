'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { canCreateClass, sayCreate, sayFull } from '@/components/classes/alike-words';
import { useClassEdits } from '@/components/classes/class-queries';
import { useDecisions } from '@/components/samples/use-decisions';
import { classesQuery } from '@/components/shell/queries';
import { ClassMarker } from '@/components/ui/class-marker';
import { Dialog } from '@/components/ui/dialog';
import { formatCount } from '@/components/ui/format';
import { Marked } from '@/components/ui/marked';
import type { LabelClass } from '@/lib/datasets/label-class';

type PickerProps = {
  datasetId: string;
  /** What picking a class will do: "Label 3 samples as". */
  title: string;
  classes: readonly LabelClass[];
  open: boolean;
  onClose: () => void;
  onPick: (labelClass: LabelClass) => void;
};

/** Finds a class by typing, or makes the one that is missing, and picks it. */
export function ClassPicker({ open, onClose, title, ...rest }: PickerProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} bare className="mt-[min(132px,12dvh)] w-100">
      <PickerBody title={title} onClose={onClose} {...rest} />
    </Dialog>
  );
}

function PickerBody({ datasetId, title, classes, onClose, onPick }: Omit<PickerProps, 'open'>) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim();
  const pick = (labelClass: LabelClass) => {
    onClose();
    onPick(labelClass);
  };
  const client = useQueryClient();
  const { edit } = useDecisions(datasetId);
  const { create } = useClassEdits(datasetId, edit);
  const createAndPick = () => {
    const madeId = create(wanted, null);
    const made = client.getQueryData(classesQuery(datasetId).queryKey)?.classes.find(({ id }) => id === madeId);
    if (made !== undefined) pick(made);
  };
  const full = sayFull(classes, wanted);
  return (
    <Cmdk label={title} loop className="flex min-h-0 flex-col">
      <p className="px-4.5 pt-3 text-12 text-ink-3">{title}</p>
      <div className="flex h-11 flex-none items-center gap-2.5 border-b border-line px-4.5">
        <Search size={16} aria-hidden className="flex-none text-ink-3" />
        <Cmdk.Input
          data-first-focus
          value={typed}
          onValueChange={setTyped}
          maxLength={200}
          placeholder="Find or create a class"
          className="h-full min-w-0 flex-1 bg-transparent text-15 outline-none placeholder:text-ink-3"
        />
      </div>
      <Cmdk.List className="max-h-[min(380px,56dvh)] min-h-0 overflow-y-auto p-2">
        {wanted === '' && classes.length === 0 && (
          <p className="px-2.5 py-3 text-ink-2">No class yet. Type the name of the first one.</p>
        )}
        {classes.map((labelClass) => (
          <ClassItem key={labelClass.id} labelClass={labelClass} wanted={wanted} onPick={() => pick(labelClass)} />
        ))}
        {canCreateClass(classes, wanted) && (
          <Cmdk.Item value={`create ${wanted}`} forceMount onSelect={createAndPick} className={ITEM}>
            <Plus size={12} aria-hidden className="flex-none" />
            <span className="min-w-0 truncate">{sayCreate(classes, wanted)}</span>
          </Cmdk.Item>
        )}
      </Cmdk.List>
      {full !== null && (
        <p role="status" className="border-t border-line px-4.5 py-2.5 text-12 text-ink-3">
          {full}
        </p>
      )}
    </Cmdk>
  );
}

const ITEM = 'flex min-h-8.5 items-center gap-2.5 rounded-control px-2.5 py-1 data-[selected=true]:bg-accent-weak';

function ClassItem({ labelClass, wanted, onPick }: { labelClass: LabelClass; wanted: string; onPick: () => void }) {
  return (
    <Cmdk.Item value={labelClass.id} keywords={[labelClass.name]} onSelect={onPick} className={ITEM}>
      <ClassMarker slot={labelClass.slot} size="l" />
      <span className="min-w-0 flex-1 truncate" title={labelClass.name}>
        <Marked text={labelClass.name} wanted={wanted} />
      </span>
      <span className="figures text-12 text-ink-3">{formatCount(labelClass.labelCount)}</span>
    </Cmdk.Item>
  );
}
