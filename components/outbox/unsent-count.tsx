'use client';

import { useOutbox } from '@/components/outbox/outbox-notice';
import { sayUnsent } from '@/components/outbox/unsent-words';
import { useLasting } from '@/components/outbox/use-lasting';

/** Beside a count of the server: what waits in this browser and is not in it, " · + 214 unsent". Nothing where nothing waits. */
export function UnsentCount({ datasetId }: { datasetId: string }) {
  const says = sayUnsent(useOutbox().acts, datasetId);
  const isSlow = useLasting(says !== null);
  if (says === null || !isSlow) return null;
  return (
    <span data-testid="unsent-count" data-unsent>
      {' · '}
      <span className="text-warn">{says}</span>
    </span>
  );
}
