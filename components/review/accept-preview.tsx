'use client';

import { ClipboardCheck, Eye } from 'lucide-react';
import { LabeledAlready } from '@/components/review/group-labels';
import { type AcceptOf, planOf } from '@/components/review/use-unseen';
import { type ClassNames, sayUnseen } from '@/components/review/wording';
import { useKeysOf } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { Button } from '@/components/ui/button';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import type { AcceptPlan } from '@/lib/review/accept-plan';
import { type Desk, isMultiLabel } from '@/lib/review/desk';
import { findHidden } from '@/lib/review/hidden-accepts';
import type { Unseen } from '@/lib/review/seen';

type PreviewProps = {
  datasetId: string;
  desk: Desk;
  plan: AcceptPlan;
  /** What the accept would label unseen, where the person was told and has to press again; null where one press is enough. */
  unseen: (Unseen & { of: AcceptOf }) | null;
  classes: ClassNames;
  onAudit: () => void;
  onLeave: () => void;
};

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
export function AcceptPreview({ datasetId, desk, plan, unseen, classes, onAudit, onLeave }: PreviewProps) {
  const meant = planOf(desk, plan, unseen?.of ?? 'group');
  const hidden = sayHidden(desk, meant);
  const left = sayLeftOut(desk.group);
  if (hidden === null && left === null && unseen === null) return null;
  const keepCount = plan.sameCount + plan.keeps.reduce((sum, { count }) => sum + count, 0);
  return (
    <section
      aria-label="Before you accept"
      className="flex items-start gap-2.5 border-t border-line bg-sunken px-4 py-2 text-12 text-ink-2"
    >
      <Eye size={14} aria-hidden className="mt-px flex-none text-ink-3" />
      <p className="min-w-0 flex-1" role={unseen === null ? undefined : 'alert'}>
        {unseen !== null && (
          <b className="block font-[560] text-ink">{sayUnseen(unseen, meant, classes, isMultiLabel(desk))}</b>
        )}
        {[hidden, left].filter((fact) => fact !== null).join(' ')}{' '}
        {keepCount > 0 && (
          <>
            Labeled already, and kept:{' '}
            <LabeledAlready datasetId={datasetId} groupIds={[desk.group.head.id]} classes={classes} />.
          </>
        )}
        {unseen !== null && keepCount === 0 && 'None of this group is labeled yet.'}
      </p>
      {unseen !== null && (
        <SecondPress
          again={unseen.of === 'group' ? 'review.accept' : 'review.acceptSelected'}
          leave="select.clear"
          onAudit={onAudit}
          onLeave={onLeave}
        />
      )}
    </section>
  );
}

type SecondProps = { again: CommandId; leave: CommandId; onAudit?: () => void; onLeave: () => void };

/** The ways on, once the person was told: the same key again, or something else. */
export function SecondPress({ again, leave, onAudit, onLeave }: SecondProps) {
  const auditKeys = useKeysOf('review.audit');
  const leaveKeys = useKeysOf(leave);
  const accept = useKeysOf(again);
  return (
    <div className="flex flex-none flex-wrap items-center justify-end gap-2">
      {accept !== undefined && (
        <span className="flex items-center gap-1.5 narrow:hidden">
          <Keys keys={accept} /> again accepts
        </span>
      )}
      {onAudit !== undefined && (
        <Button size="s" onClick={onAudit} keys={auditKeys} icon={<ClipboardCheck size={12} aria-hidden />}>
          Audit instead
        </Button>
      )}
      <Button size="s" onClick={onLeave} keys={leaveKeys}>
        Leave
      </Button>
    </div>
  );
}
