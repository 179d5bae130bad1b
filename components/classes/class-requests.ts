import { v7 as uuidv7 } from 'uuid';
import type { OutboxClassEdit, OutboxRequest } from '@/components/outbox/outbox-acts';

/** A class that is to be made; its id is from here, so that it can be used before the server has made it. */
export function newClass(name: string, parentId: string | null = null): OutboxClassEdit & { kind: 'create' } {
  return { kind: 'create', labelClassId: uuidv7(), name: name.normalize('NFC').trim(), parentId };
}

/** What goes to the server of an edit; `revision` is that of the preview of what goes. */
export function requestEdit(
  datasetId: string,
  edit: OutboxClassEdit,
  { idempotencyKey, revision }: { idempotencyKey: string; revision?: number },
): OutboxRequest {
  const path = `/api/classes/${edit.labelClassId}`;
  switch (edit.kind) {
    case 'create': {
      const { labelClassId: id, name, parentId } = edit;
      return { path: `/api/datasets/${datasetId}/classes`, body: { id, name, parentId, idempotencyKey } };
    }
    case 'change':
      return { method: 'PATCH', path, body: { ...edit.values, idempotencyKey } };
    case 'remove': {
      const { intoId } = edit;
      if (intoId !== null) return { path: `${path}/merge`, body: { intoId, revision, idempotencyKey } };
      const query = new URLSearchParams({ revision: String(revision), idempotencyKey });
      return { method: 'DELETE', path: `${path}?${query}`, body: { idempotencyKey } };
    }
  }
}
