'use client';

import { Search, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Chip } from '@/components/ui/chip';
import { ClassMarker } from '@/components/ui/class-marker';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { TextField } from '@/components/ui/field';
import { Page } from '@/components/ui/page';
import { ProgressLine } from '@/components/ui/progress-line';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { SkeletonTiles } from '@/components/ui/skeleton-tiles';
import { useToast } from '@/components/ui/toast';

const SOME = [
  { value: 'one', says: 'Suggestions' },
  { value: 'two', says: 'Labels' },
] as const;

/** Every control in its states. */
export function ControlsPreview() {
  return (
    <Page>
      <h1 className="mb-4">Controls</h1>
      <div className="grid max-w-200 gap-6">
        <Buttons />
        <Fields />
        <div className="flex gap-2">
          <Chip>
            <ClassMarker slot={1} />
            glass
          </Chip>
          <Chip look="suggested">
            <Sparkles size={12} aria-hidden />
            <ClassMarker slot={3} />
            paper 0.62
          </Chip>
          <Chip look="line">new</Chip>
        </div>
        <ProgressLine label="Embedding" unit="images" progress={{ done: 312, total: 412, perSecond: 21 }} />
        <Callout tone="next" title="Next: review 9 clusters" action={<Button size="l">Review Cluster 6</Button>}>
          They hold 871 unlabeled samples.
        </Callout>
        <Callout tone="warn">8 samples beyond the boundary start excluded.</Callout>
        <ErrorState error={new Error('The server cannot be reached. 3 decisions wait here.')} onRetry={() => {}} />
        <EmptyState title="No sample matches" action={<Button>Clear 2 filters</Button>}>
          Take away a filter.
        </EmptyState>
        <SkeletonTiles count={8} />
      </div>
    </Page>
  );
}

function Buttons() {
  const showToast = useToast();
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        variant="primary"
        keys="Enter"
        onClick={() => showToast({ says: '186 labeled glass', action: { says: 'Undo', keys: 'Mod+Z', run: () => {} } })}
      >
        Accept 186 as glass
      </Button>
      <Button keys="N" onClick={() => setOpen(true)}>
        Open a dialog
      </Button>
      <Button variant="ghost">Ghost</Button>
      <Button variant="danger">Delete 12 samples</Button>
      <Button disabled>Held</Button>
      <Button size="s">Small</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="A dialog" className="w-100">
        <p className="p-5">It gives the focus back when it closes.</p>
      </Dialog>
    </div>
  );
}

function Fields() {
  const [value, setValue] = useState<'one' | 'two'>('one');
  return (
    <div className="grid grid-cols-2 gap-4">
      <TextField label="Find" placeholder="Find or create a class" keys="C" icon={<Search size={14} aria-hidden />} />
      <TextField label="With an error" defaultValue="0" error="k is a whole number from 1 to 2,000." />
      <Select label="Count as" value={value} options={SOME} onPick={setValue} />
      <Segmented
        label="Count as"
        value={value}
        options={SOME}
        onPick={setValue}
        className="self-end justify-self-start"
      />
    </div>
  );
}
