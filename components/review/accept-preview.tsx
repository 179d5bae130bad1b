'use client';

import { Eye } from 'lucide-react';
import { LabeledAlready } from '@/components/review/group-labels';
import type { ClassNames } from '@/components/review/wording';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { AcceptPlan } from '@/lib/review/accept-plan';
import type { Desk } from '@/lib/review/desk';
import { findHidden } from '@/lib/review/hidden-accepts';

type PreviewProps = { datasetId: string; desk: Desk; plan: AcceptPlan; classes: ClassNames };

function sayHidden(desk: Desk, plan: AcceptPlan): string | null {
  const hidden = findHidden(desk, plan);
  if (hidden === null) return null;
  const shown = plan.accepted.length - hidden.hiddenCount;
  const why = hidden.why === 'folded' ? 'folded into these' : `without “${desk.filter?.word ?? ''}”`;
  return `Accepting labels ${formatCounted(plan.accepted.length, 'sample')}: ${formatCount(shown)} shown, ${formatCount(hidden.hiddenCount)} ${why}.`;
}

function sayLeftOut({ head }: Desk['group']): string | null {
  const left = head.matchedCount - head.size;
  if (head.source === 'cluster' || left <= 0) return null;
  return `${formatCount(left)} more matched than this group holds; they stay as they are.`;
}

/** What an accept would do that the page does not show: before the button, in place. Nothing where the page shows it all. */
export function AcceptPreview({ datasetId, desk, plan, classes }: PreviewProps) {
  const hidden = sayHidden(desk, plan);
  const left = sayLeftOut(desk.group);
  if (hidden === null && left === null) return null;
  const keepCount = plan.sameCount + plan.keeps.reduce((sum, { count }) => sum + count, 0);
  return (
    <section
      aria-label="Before you accept"
      className="flex items-start gap-2.5 border-t border-line bg-sunken px-4 py-2 text-12 text-ink-2"
    >
      <Eye size={14} aria-hidden className="mt-px flex-none text-ink-3" />
      <p className="min-w-0 flex-1">
        {[hidden, left].filter((fact) => fact !== null).join(' ')}{' '}
        {keepCount > 0 && (
          <>
            Labeled already, and kept:{' '}
            <LabeledAlready datasetId={datasetId} groupIds={[desk.group.head.id]} classes={classes} />.
          </>
        )}
      </p>
    </section>
  );
}
