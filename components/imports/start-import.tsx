'use client';

import { useCancelImport } from '@/components/imports/upload-progress';
import { useStartImport } from '@/components/imports/use-settings';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { formatCounted } from '@/components/ui/format';

type StartProps = {
  importId: string;
  newCount: number;
  duplicateCount: number;
  noun: string;
  busy: boolean;
  settingsError: Error | null;
};

/** An import that brings nothing new can still add where samples came from, and labels. */
function sayStart(newCount: number, duplicateCount: number, noun: string): string {
  if (newCount > 0) return `Import ${formatCounted(newCount, noun)}`;
  if (duplicateCount > 0) return `Add to ${formatCounted(duplicateCount, noun)} already there`;
  return `No ${noun} to import`;
}

/** The one button that writes something: it says how many samples will come. */
export function StartImport({ importId, newCount, duplicateCount, noun, busy, settingsError }: StartProps) {
  const start = useStartImport(importId);
  const cancel = useCancelImport(importId);
  const keys = useKeysOf('import.continue');
  const held = busy || newCount + duplicateCount === 0 || start.isPending || start.isSuccess;
  const says = sayStart(newCount, duplicateCount, noun);
  const error = settingsError ?? start.error ?? cancel.error;
  useCommands([{ id: 'import.continue', says, enabled: !held, run: () => start.mutate() }]);
  return (
    <div className="grid gap-3">
      {error !== null && <ErrorState error={error} />}
      <Button variant="primary" size="l" keys={keys} disabled={held} onClick={() => start.mutate()}>
        {says}
      </Button>
      <Button variant="ghost" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel: nothing is written
      </Button>
    </div>
  );
}
