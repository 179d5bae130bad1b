'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';

/** Something failed: the server's own sentence, what is safe, and a way to try again. */
export function ErrorState({ error, safe, onRetry }: { error: Error; safe?: string; onRetry?: () => void }) {
  return (
    <Callout tone="danger" action={onRetry && <Button onClick={onRetry}>Try again</Button>}>
      <p className="text-ink">{error.message}</p>
      {safe !== undefined && <p>{safe}</p>}
    </Callout>
  );
}
