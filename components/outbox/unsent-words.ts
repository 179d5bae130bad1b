import { isWaiting, type OutboxAct } from '@/components/outbox/outbox-acts';
import { formatCount, formatCounted } from '@/components/ui/format';

/**
 * What the counts of the server do not hold yet, to stand beside them: "+ 214 unsent" for labels, and decisions whose labels
 * are not known here as such; null where nothing of the dataset waits, or what waits changes no count.
 */
export function sayUnsent(acts: readonly OutboxAct[], datasetId: string): string | null {
  const waiting = acts.filter((act) => act.datasetId === datasetId && isWaiting(act));
  let labelCount = 0;
  let otherCount = 0;
  for (const { shows, kind, classEdit, doneCount, requestCount } of waiting) {
    // Labels go with a class; other edits of classes change no count.
    const isUncounted = kind === 'other' || (classEdit !== undefined && classEdit.kind !== 'remove');
    if (shows !== null) for (const count of shows.counts.slice(doneCount)) labelCount += count;
    else if (!isUncounted) otherCount += requestCount - doneCount;
  }
  const labels = labelCount === 0 ? '' : `${labelCount < 0 ? '−' : '+'} ${formatCount(Math.abs(labelCount))}`;
  const others = otherCount === 0 ? '' : formatCounted(otherCount, 'decision');
  if (labels === '' && others === '') return null;
  return `${[labels, others].filter((part) => part !== '').join(' and ')} unsent`;
}
