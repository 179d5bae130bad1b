'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { isOpen, jobQuery } from '@/components/datasets/job-queries';
import { ModelFiles } from '@/components/models/model-files';
import { datasetModelQuery } from '@/components/models/model-queries';
import { sendModel } from '@/components/models/send-model.browser';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { ValueRange } from '@/lib/embeddings/own-model';
import { valueRangeWords } from '@/lib/embeddings/value-range-words';

const ORDER: readonly ValueRange[] = ['minus-one-one', 'zero-one', 'imagenet', 'bytes'];
const RANGES = ORDER.map((value) => ({ value, says: valueRangeWords[value] }));
const SIDE = { min: 16, max: 1024, usual: '224' };

/** Files of a TensorFlow.js model, and what they do not say themselves; the server tries it before it can be chosen. */
export function AddModel({ datasetId }: { datasetId: string }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [title, setTitle] = useState('');
  const [side, setSide] = useState(SIDE.usual);
  const [range, setRange] = useState<ValueRange>('minus-one-one');
  const [output, setOutput] = useState('');
  const sidePx = Number(side);
  const isSide = Number.isInteger(sidePx) && sidePx >= SIDE.min && sidePx <= SIDE.max;
  const send = useMutation({
    mutationFn: () => {
      const settings = { sidePx, range, output: output.trim() === '' ? null : output.trim() };
      return sendModel({ title: title.trim(), settings, files, signal: new AbortController().signal });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-3 border-t border-line pt-3">
      <h3 className="font-[540]">A model of your own</h3>
      <ModelFiles files={files} onPick={setFiles} />
      <TextField label="Name" value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
      <TextField
        label="Side of its picture in pixels"
        inputMode="numeric"
        value={side}
        onChange={(event) => setSide(event.target.value)}
        {...(isSide ? {} : { error: `A whole number from ${SIDE.min} to ${SIDE.max}.` })}
      />
      <Select label="Range of its values" value={range} options={RANGES} onPick={setRange} />
      <TextField
        label="Output node"
        value={output}
        onChange={(event) => setOutput(event.target.value)}
        hint="Only for a graph model with several outputs."
      />
      {send.error !== null && <Refusal message={send.error.message} />}
      {send.data !== undefined && <Check key={send.data.id} jobId={send.data.id} datasetId={datasetId} />}
      <div>
        <Button type="submit" disabled={files.length === 0 || title.trim() === '' || !isSide || send.isPending}>
          {send.isPending ? 'Sending' : 'Check and add this model'}
        </Button>
      </div>
    </form>
  );
}

function Refusal({ message }: { message: string }) {
  return (
    <p role="alert" className="text-12 wrap-anywhere text-danger">
      {message}
    </p>
  );
}

/** How the check goes, until the model can be chosen or the reason is known. */
function Check({ jobId, datasetId }: { jobId: string; datasetId: string }) {
  const client = useQueryClient();
  const { data: job } = useQuery(jobQuery(jobId));
  const status = job?.status;
  useEffect(() => {
    if (status === 'succeeded') void client.invalidateQueries({ queryKey: datasetModelQuery(datasetId).queryKey });
  }, [client, status, datasetId]);
  if (job === undefined || isOpen(job)) return <p className="text-12 text-ink-2">{job?.message ?? 'Checking'}</p>;
  if (status === 'succeeded') return <p className="text-12 text-ink-2">Added. Choose it above.</p>;
  return <Refusal message={job.message ?? 'The check was cancelled.'} />;
}
