'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { groupAuditsQuery } from '@/components/audit/audit-queries';
import { sayHeld } from '@/components/audit/audit-words';
import type { AcceptWords } from '@/components/review/wording';
import type { AuditView } from '@/lib/audits/audit';
import { planAccept } from '@/lib/review/accept-plan';
import type { Desk } from '@/lib/review/desk';

/** What stands in the place of the open group's page. */
export type DeskMode = 'audit' | 'split';

/** Whether the open group is audited or split now, and what its newest audit as the chosen class says. */
export function useDeskMode(datasetId: string, desk: Desk | null) {
  const groupId = desk?.group.head.id ?? '';
  const [away, setAway] = useState<{ groupId: string; mode: DeskMode } | null>(null);
  // Another group opens on its page.
  const mode = desk !== null && away?.groupId === groupId ? away.mode : null;
  const setMode = (next: DeskMode) => setAway({ groupId, mode: next });
  const { data, refetch } = useQuery({ ...groupAuditsQuery(datasetId, groupId), enabled: groupId !== '' });
  const audit = data?.audits.find((one) => one.labelClassId === desk?.chosenClassId) ?? null;
  const close = () => {
    setAway(null);
    void refetch();
  };
  const running = data?.audits.find((one) => one.status === 'running') ?? null;
  return { mode, setMode, close, audit: audit ?? running, running };
}

/** The words of the accept button, held while the newest audit of the group as this class is a failure. */
export function holdAccept(words: AcceptWords, desk: Desk, audit: AuditView | null): AcceptWords {
  if (words.isHeld || audit?.status !== 'failed') return words;
  return { says: sayHeld(audit, planAccept(desk).accepted.length), detail: '', isHeld: true };
}

/** What the button of the audit says of the one that is there. */
export function sayAuditButton(audit: AuditView | null): string {
  if (audit?.status === 'running') return `Audit · ${audit.answers.length} of ${audit.sampleIds.length}`;
  return audit?.status === 'passed' ? 'Audited' : 'Audit';
}
