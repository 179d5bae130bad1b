import type { OutboxAct, OutboxClassEdit } from '@/components/outbox/outbox-acts';
import type { PageOutbox } from '@/components/outbox/outbox-page';
import type { AuditAnswer } from '@/lib/audits/audit';

export type ClassOutbox = Pick<PageOutbox, 'getState' | 'subscribe'>;
export type ClassAct = OutboxAct & { classEdit: OutboxClassEdit & { kind: 'create' } };

/** The act that makes a class of an answer and that the server has not taken: it waits, or was refused. */
export function findMaking(outbox: ClassOutbox, answer: AuditAnswer): ClassAct | null {
  const ids = 'labelClassIds' in answer ? answer.labelClassIds : [];
  const isMaking = (act: OutboxAct): act is ClassAct =>
    act.classEdit?.kind === 'create' && ids.includes(act.classEdit.labelClassId);
  return outbox.getState().acts.find(isMaking) ?? null;
}

/**
 * Waits until the classes of an answer are in: they go out by the outbox, and the answer by itself. Answers the act that the
 * server refused; null once all are in.
 */
export function untilMade(outbox: ClassOutbox, answer: AuditAnswer): Promise<ClassAct | null> {
  return new Promise((resolve) => {
    let leave = () => {};
    const look = () => {
      const making = findMaking(outbox, answer);
      if (making !== null && making.refusal === null) return;
      leave();
      resolve(making);
    };
    leave = outbox.subscribe(look);
    look();
  });
}
