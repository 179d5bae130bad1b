'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { MODELS_KEY } from '@/components/models/model-queries';
import { api } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';

/** Deletes a model of one's own once that was confirmed; the server refuses while a dataset uses it or has clusters by it. */
export function DeleteModel({ model }: { model: ModelChoice }) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
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
          onClick={() => setAsking(true)}
        >
          Delete
        </Button>
      </div>
      {remove.error !== null && (
        <p role="alert" className="text-12 text-danger">
          {remove.error.message}
        </p>
      )}
      <Dialog open={isAsking} onClose={() => setAsking(false)} title="Delete this model" className="w-100">
        <Confirm
          title={model.title}
          onCancel={() => setAsking(false)}
          onDelete={() => {
            setAsking(false);
            remove.mutate();
          }}
        />
      </Dialog>
    </div>
  );
}

function Confirm({ title, onCancel, onDelete }: { title: string; onCancel: () => void; onDelete: () => void }) {
  return (
    <div className="grid gap-4 p-5">
      <p className="wrap-anywhere text-ink-2">“{title}” goes with every embedding by it. This cannot be undone.</p>
      <div className="flex justify-end gap-2">
        <Button data-first-focus onClick={onCancel}>
          Keep it
        </Button>
        <Button variant="danger" icon={<Trash2 size={14} aria-hidden />} onClick={onDelete}>
          Delete model
        </Button>
      </div>
    </div>
  );
}
