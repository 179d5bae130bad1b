'use client';

import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { newClass } from '@/components/classes/class-requests';
import { applyEdit } from '@/components/classes/classes-ahead';
import type { OutboxClassEdit } from '@/components/outbox/outbox-acts';
import { useOutbox } from '@/components/outbox/outbox-notice';
import type { ScreenEdit } from '@/components/samples/screen-reverts';
import type { useDecisions } from '@/components/samples/use-decisions';
import { api } from '@/components/shell/api';
import { classesQuery, datasetKey } from '@/components/shell/queries';
import { type ToastMessage, useToast } from '@/components/ui/toast';
import type { ClassRemovalPreview, LabelClass } from '@/lib/datasets/label-class';
import { SheafError } from '@/lib/errors';

/** What a person changes of a class: the body of PATCH /api/classes/:classId. */
export type ClassChanges = {
  name?: string;
  description?: string;
  mark?: number;
  position?: number;
  key?: string | null;
  parentId?: string | null;
  exampleIds?: string[];
};

/** A class that goes: into another one, or altogether. */
export type Removal = { labelClass: LabelClass; into: LabelClass | null };

/** What a merge or a deletion would do, read anew whenever it is asked for. */
export const removalQuery = (datasetId: string, labelClassId: string, intoId: string | null) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'class-removal', labelClassId, intoId],
    queryFn: ({ signal }) =>
      api.get<ClassRemovalPreview>(
        intoId === null ? `/api/classes/${labelClassId}` : `/api/classes/${labelClassId}/merge?into=${intoId}`,
        signal,
      ),
    staleTime: 0,
    gcTime: 0,
  });

/**
 * Edits of classes: shown at once where the page can know what they do, and sent by the outbox after what waits there. Each
 * says what it did, with a way back; one that the page knows the server would refuse says why, and nothing is sent.
 */
export function useClassEdits(datasetId: string, edit: ReturnType<typeof useDecisions>['edit']) {
  const client = useQueryClient();
  const showToast = useToast();
  const show = useCallback(
    (classEdit: OutboxClassEdit): boolean => showEdit(client, datasetId, classEdit, showToast),
    [client, datasetId, showToast],
  );
  const change = useCallback(
    ({ id: labelClassId }: LabelClass, values: ClassChanges, says: string) => {
      const classEdit = { kind: 'change', labelClassId, values } as const;
      if (show(classEdit)) edit({ says, classEdit });
    },
    [edit, show],
  );
  /** Answers the id of the class; null where it cannot be made. */
  const create = useCallback(
    (name: string, parentId: string | null): string | null => {
      const classEdit = newClass(name, parentId);
      if (!show(classEdit)) return null;
      edit({ says: `Class ${classEdit.name} created`, classEdit });
      return classEdit.labelClassId;
    },
    [edit, show],
  );
  const remove = useCallback(
    ({ labelClass, into }: Removal, revision: number, ends: Pick<ScreenEdit, 'onDone' | 'onRefused'>) => {
      const classEdit = { kind: 'remove', labelClassId: labelClass.id, intoId: into?.id ?? null } as const;
      const says = into === null ? `Class ${labelClass.name} deleted` : `${labelClass.name} merged into ${into.name}`;
      edit({ says, classEdit, revision, ...ends });
    },
    [edit],
  );
  return { change, create, remove };
}

/** Shows what an edit does to the classes of a dataset; false, having said why, where the server would refuse it. */
export function showEdit(
  client: QueryClient,
  datasetId: string,
  classEdit: OutboxClassEdit,
  showToast: (message: ToastMessage) => void,
): boolean {
  const { queryKey } = classesQuery(datasetId);
  const known = client.getQueryData(queryKey);
  try {
    if (known !== undefined) client.setQueryData(queryKey, applyEdit(known, classEdit));
    return true;
  } catch (error) {
    if (!(error instanceof SheafError)) throw error;
    showToast({ says: error.message, tone: 'error' });
    return false;
  }
}

/** The removal of a class that is on its way to the server; null without. */
export function useWaitingRemoval(labelClassId: string): (OutboxClassEdit & { kind: 'remove' }) | null {
  const { acts } = useOutbox();
  const waiting = acts.find(
    (act) => act.classEdit?.kind === 'remove' && act.classEdit.labelClassId === labelClassId && act.refusal === null,
  )?.classEdit;
  return waiting?.kind === 'remove' ? waiting : null;
}
