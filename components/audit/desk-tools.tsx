'use client';

import { ClipboardCheck, Split } from 'lucide-react';
import { sayAuditButton } from '@/components/audit/use-desk-mode';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import type { AuditView } from '@/lib/audits/audit';

/** What can be done with a group instead of accepting it whole: split it, or audit it. Names go where there is little room. */
export function DeskTools({
  audit,
  onSplit,
  onAudit,
}: {
  audit: AuditView | null;
  onSplit: () => void;
  onAudit: () => void;
}) {
  const splitKeys = useKeysOf('review.split');
  const auditKeys = useKeysOf('review.audit');
  return (
    <>
      <Button onClick={onSplit} keys={splitKeys} aria-label="Split" className="flex-none">
        <Split size={14} aria-hidden className="hidden max-[1200px]:block" />
        <span className="max-[1200px]:hidden">Split</span>
      </Button>
      <Button onClick={onAudit} keys={auditKeys} aria-label={sayAuditButton(audit)} className="flex-none">
        <ClipboardCheck size={14} aria-hidden className="hidden max-[1200px]:block" />
        <span className="max-[1200px]:hidden">{sayAuditButton(audit)}</span>
      </Button>
    </>
  );
}
