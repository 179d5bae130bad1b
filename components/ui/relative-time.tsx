'use client';

import { useEffect, useState } from 'react';
import { formatAgo } from '@/components/ui/format';

const REFRESH_MS = 30_000;

/** How long ago something was, kept up to date; the exact moment is in its title. `at` is an ISO instant. */
export function RelativeTime({ at }: { at: string }) {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    const tick = () => setNow(new Date());
    tick();
    const timer = setInterval(tick, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const then = new Date(at);
  return (
    <time dateTime={at} title={now === null ? undefined : then.toLocaleString('en-US')} className="whitespace-nowrap">
      {now === null ? at.slice(0, 10) : formatAgo(then, now)}
    </time>
  );
}
