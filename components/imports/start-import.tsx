'use client';

import { useCancelImport } from '@/components/imports/upload-progress';
import { useStartImport } from '@/components/imports/use-settings';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { formatCounted } from '@/components/ui/format';

type StartProps = { importId: string; sampleCount: number; noun: string; busy: boolean; settingsError: Error | null };

/** The one button that writes something: it says how many samples will come. */
export function StartImport({ importId, sampleCount, noun, busy, settingsError }: StartProps) {
  const start = useStartImport(importId);
  const cancel = useCancelImport(importId);
  const keys = useKeysOf('import.continue');
  const held = busy || sampleCount === 0 || start.isPending || start.isSuccess;
  const says = sampleCount === 0 ? `No new ${noun} to import` : `Import ${formatCounted(sampleCount, noun)}`;
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
