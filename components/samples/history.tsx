'use client';

import { useQuery } from '@tanstack/react-query';
import { type LucideIcon, Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { OPERATION_ICONS } from '@/components/operations/operation-icon';
import { type HistoryEntry, historyQuery } from '@/components/samples/queries';
import type { ClassesById } from '@/components/samples/sample-words';
import { ErrorState } from '@/components/ui/error-state';
import { formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { describeEffect } from '@/lib/review/operation-words';
import type { SampleDetail } from '@/lib/samples/sample';

/** Who acted, on what group, with how many others. */
function sayContext(entry: HistoryEntry): string {
  const together = entry.sampleCount > 1 ? formatCounted(entry.sampleCount, 'sample') : null;
  return [entry.personName, entry.groupTitle, together].filter((part) => part !== null && part !== '').join(' · ');
}

/** Every operation that touched the sample, newest first, down to its import. What was undone is struck through. */
export function History({ sample, classes }: { sample: SampleDetail; classes: ClassesById }) {
  const { data, error, refetch } = useQuery(historyQuery(sample.id));
  const nameOf = (id: string) => classes.get(id)?.name ?? null;
  return (
    <section aria-labelledby="history-heading">
      <h3 id="history-heading" className="mb-1">
        History
      </h3>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      <ol>
        {data?.operations.map((entry) => {
          const { says, className } = describeEffect(entry.kind, entry.before, entry.after, nameOf);
          return (
            <Step key={entry.id} icon={OPERATION_ICONS[entry.kind]} at={entry.createdAt} context={sayContext(entry)}>
              <span className={entry.reverted ? 'text-ink-3 line-through' : undefined}>
                {says} {className !== null && <b className="font-[560]">{className}</b>}
              </span>
              {entry.reverted && <span className="text-12 text-ink-3"> undone</span>}
            </Step>
          );
        })}
        {sample.origins.slice(0, 1).map((origin) => (
          <Step key={origin.importId} icon={Upload} at={sample.createdAt} context={origin.importName} isLast>
            Imported
          </Step>
        ))}
      </ol>
    </section>
  );
}

type StepProps = { icon: LucideIcon; at: string; context: string; isLast?: boolean; children: ReactNode };

function Step({ icon: Icon, at, context, isLast = false, children }: StepProps) {
  return (
    <li className="relative grid grid-cols-[18px_minmax(0,1fr)_auto] gap-2.5 py-1.5">
      {!isLast && <span aria-hidden="true" className="absolute top-7 -bottom-1 left-2 border-l border-line-2" />}
      <Icon size={14} aria-hidden className="mt-0.75 text-ink-3" />
      <span className="min-w-0 wrap-anywhere">
        {children}
        <span className="block text-12 text-ink-3">{context}</span>
      </span>
      <span className="text-12 text-ink-3">
        <RelativeTime at={at} />
      </span>
    </li>
  );
}
