'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { OfferedFile } from '@/components/imports/read-drop.browser';
import { api } from '@/components/shell/api';
import { datasetKey, datasetQuery } from '@/components/shell/queries';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { ErrorState } from '@/components/ui/error-state';
import { formatCounted } from '@/components/ui/format';
import { Page } from '@/components/ui/page';
import { sendVectors } from '@/components/vectors/send-vectors.browser';
import { deliveriesQuery, isOpenDelivery } from '@/components/vectors/vector-queries';
import { VectorsCheck } from '@/components/vectors/vectors-check';
import { VectorsLeftOut } from '@/components/vectors/vectors-left-out';
import { VectorsSending, VectorsWorking } from '@/components/vectors/vectors-progress';
import { VectorsNeeds, VectorsZone } from '@/components/vectors/vectors-zone';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { VectorDeliverySummary } from '@/lib/embeddings/own-vectors';

/** Brings a person's own vectors to the samples of a dataset: a file, what of it matches, then a model of the dataset. */
export function VectorsScreen({ datasetId }: { datasetId: string }) {
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const { data, error, refetch } = useQuery(deliveriesQuery(datasetId));
  return (
    <Page>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h1>Bring vectors</h1>
          <p className="text-ink-2">Embeddings that you computed yourself, for the samples that are here.</p>
        </div>
        <ButtonLink href={`/datasets/${datasetId}`}>Back to the overview</ButtonLink>
      </div>
      {error !== null && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {dataset !== undefined && data !== undefined && <Steps dataset={dataset} newest={data.deliveries[0] ?? null} />}
    </Page>
  );
}

/** Sends files and tells how far they are; leaving the screen breaks it off. */
function useSending(datasetId: string) {
  const client = useQueryClient();
  const stop = useRef<AbortController | null>(null);
  const [progress, setProgress] = useState({ sentBytes: 0, sizeBytes: 0 });
  const send = useMutation({
    mutationFn: (files: OfferedFile[]) => {
      const controller = new AbortController();
      stop.current = controller;
      const sizeBytes = files.reduce((sum, { file }) => sum + file.size, 0);
      setProgress({ sentBytes: 0, sizeBytes });
      const onSent = (sentBytes: number) => setProgress({ sentBytes, sizeBytes });
      return sendVectors({ datasetId, files, signal: controller.signal, onSent });
    },
    onSettled: () => client.invalidateQueries({ queryKey: datasetKey(datasetId) }),
  });
  useEffect(() => () => stop.current?.abort(), []);
  return { send, progress, abort: () => stop.current?.abort() };
}

function Steps({ dataset, newest }: { dataset: DatasetSummary; newest: VectorDeliverySummary | null }) {
  const client = useQueryClient();
  const { send, progress, abort } = useSending(dataset.id);
  // The end of a delivery is told where it was followed; whoever comes later begins with an empty place.
  const [followedId, setFollowedId] = useState<string | null>(null);
  const openId = newest !== null && isOpenDelivery(newest) ? newest.id : null;
  if (openId !== null && openId !== followedId) setFollowedId(openId);
  const cancel = useMutation({
    mutationFn: (deliveryId: string) => api.post<VectorDeliverySummary>(`/api/vectors/${deliveryId}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: datasetKey(dataset.id) }),
  });
  if (send.isPending) return <VectorsSending {...progress} onCancel={abort} />;
  const delivery = newest !== null && newest.id === followedId ? newest : null;
  if (delivery !== null && isOpenDelivery(delivery)) {
    return <OpenDelivery dataset={dataset} delivery={delivery} onCancel={() => cancel.mutate(delivery.id)} />;
  }
  if (delivery?.status === 'committed') {
    return <Brought dataset={dataset} delivery={delivery} onAgain={() => setFollowedId(null)} />;
  }
  const bring = (files: OfferedFile[]) => {
    if (files.length > 0) send.mutate(files, { onSuccess: ({ id }) => setFollowedId(id) });
  };
  const failure = send.error?.name === 'AbortError' ? null : (send.error?.message ?? null);
  const message = delivery?.status === 'failed' ? delivery.message : failure;
  return (
    <div className="grid gap-5">
      {message !== null && <Callout tone="danger">{message}</Callout>}
      <VectorsZone onFiles={bring} />
      <VectorsNeeds modality={dataset.modality} />
    </div>
  );
}

function OpenDelivery({
  dataset,
  delivery,
  onCancel,
}: {
  dataset: DatasetSummary;
  delivery: VectorDeliverySummary;
  onCancel: () => void;
}) {
  if (delivery.status === 'uploading') {
    return (
      <Callout tone="warn" action={<Button onClick={onCancel}>Cancel them</Button>}>
        <p className="text-ink">
          Vectors were announced and are being sent by another tab, or their upload was broken off.
        </p>
        <p>Cancel them to bring others.</p>
      </Callout>
    );
  }
  if (delivery.status === 'ready' && delivery.inspection !== null) {
    const { inspection } = delivery;
    return <VectorsCheck key={delivery.id} {...{ dataset, delivery, inspection, onCancel }} />;
  }
  return <VectorsWorking delivery={delivery} onCancel={onCancel} />;
}

function Brought({
  dataset,
  delivery,
  onAgain,
}: {
  dataset: DatasetSummary;
  delivery: VectorDeliverySummary;
  onAgain: () => void;
}) {
  const { inspection } = delivery;
  return (
    <div className="grid gap-5">
      <Callout
        tone="next"
        title={`${formatCounted(inspection?.outcomes.matched ?? 0, 'sample')} have a vector by ${delivery.name}`}
        action={
          <ButtonLink variant="primary" href={`/datasets/${dataset.id}`}>
            To the overview
          </ButtonLink>
        }
      >
        {dataset.name} uses this model now. Clusters made by it show in review as soon as they are there.
      </Callout>
      {inspection !== null && <VectorsLeftOut delivery={delivery} inspection={inspection} />}
      <div>
        <Button onClick={onAgain}>Bring other vectors</Button>
      </div>
    </div>
  );
}
