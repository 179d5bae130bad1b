'use client';

import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { v4 as randomId } from 'uuid';
import { api, callApi } from '@/components/shell/api';
import { classesQuery, datasetKey } from '@/components/shell/queries';
import { type ToastMessage, useToast } from '@/components/ui/toast';
import type { ClassRemovalPreview, LabelClass } from '@/lib/datasets/label-class';
import type { ClassEditAnswer } from '@/lib/labels/decision';

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

/** Edits of classes. Each says what it did, with a way back, and answers null when the server refused, having said why. */
export function useClassEdits(datasetId: string, undo: () => void) {
  const client = useQueryClient();
  const showToast = useToast();
  const send = useCallback(
    async <Answer>(act: () => Promise<Answer>, says: ((answer: Answer) => string) | null): Promise<Answer | null> => {
      let message: ToastMessage | null = null;
      try {
        const answer = await act();
        if (says !== null) message = { says: says(answer), action: { says: 'Undo', keys: 'Mod+Z', run: undo } };
        return answer;
      } catch (error) {
        message = { says: error instanceof Error ? error.message : String(error), tone: 'error' };
        return null;
      } finally {
        if (message !== null) showToast(message);
        await client.invalidateQueries({ queryKey: datasetKey(datasetId) });
      }
    },
    [client, datasetId, showToast, undo],
  );
  const change = useCallback(
    (labelClass: LabelClass, changes: ClassChanges, says: string) => {
      client.setQueryData(classesQuery(datasetId).queryKey, (old) => old && applyAhead(old, labelClass.id, changes));
      const body = { ...changes, idempotencyKey: randomId() };
      return send(
        () => api.patch<LabelClass>(`/api/classes/${labelClass.id}`, body),
        () => says,
      );
    },
    [client, datasetId, send],
  );
  const create = useCallback(
    (name: string, parentId: string | null) =>
      send(
        () =>
          api.post<LabelClass>(`/api/datasets/${datasetId}/classes`, { name, parentId, idempotencyKey: randomId() }),
        (made) => `Class ${made.name} created`,
      ),
    [datasetId, send],
  );
  const remove = useCallback(
    ({ labelClass, into }: Removal, revision: number) =>
      send(
        () => sendRemoval(labelClass.id, into?.id ?? null, revision),
        () => (into === null ? `Class ${labelClass.name} deleted` : `${labelClass.name} merged into ${into.name}`),
      ),
    [send],
  );
  return { change, create, remove };
}

function sendRemoval(labelClassId: string, intoId: string | null, revision: number): Promise<ClassEditAnswer> {
  const idempotencyKey = randomId();
  if (intoId === null) {
    return callApi('DELETE', `/api/classes/${labelClassId}?revision=${revision}&idempotencyKey=${idempotencyKey}`);
  }
  return api.post(`/api/classes/${labelClassId}/merge`, { intoId, revision, idempotencyKey });
}

/** What is shown until the server answers: everything but an order, which only it knows. */
function applyAhead(
  old: { classes: LabelClass[] },
  labelClassId: string,
  { name, description, key, exampleIds }: ClassChanges,
): { classes: LabelClass[] } {
  const known = {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(key === undefined ? {} : { key }),
    ...(exampleIds === undefined ? {} : { exampleIds }),
  };
  return { classes: old.classes.map((each) => (each.id === labelClassId ? { ...each, ...known } : each)) };
}
