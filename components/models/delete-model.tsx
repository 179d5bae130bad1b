'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { MODELS_KEY } from '@/components/models/model-queries';
import { api } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';

/** Deletes a model of one's own; the server refuses while a dataset uses it or has clusters by it. */
export function DeleteModel({ model }: { model: ModelChoice }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete<{ deleted: string }>(`/api/models/${model.key}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: MODELS_KEY });
      await client.invalidateQueries({ queryKey: ['dataset'] });
    },
  });
  return (
    <div className="mt-2 ml-6 grid gap-2">
      <div>
        <Button
          size="s"
          icon={<Trash2 size={12} aria-hidden />}
          disabled={remove.isPending}
          aria-label={`Delete the model ${model.title}`}
          onClick={() => remove.mutate()}
        >
          Delete
        </Button>
      </div>
      {remove.error !== null && (
        <p role="alert" className="text-12 text-danger">
          {remove.error.message}
        </p>
      )}
    </div>
  );
}
