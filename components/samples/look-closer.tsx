'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ModelSees } from '@/components/samples/model-sees';
import { OriginalSees } from '@/components/samples/original';
import { sampleQuery } from '@/components/samples/queries';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/error-state';
import type { SampleItem } from '@/lib/samples/sample';

type LookCloserProps = {
  sample: SampleItem | null;
  onClose: () => void;
  onOpen: (id: string) => void;
  /** Shows what is like it instead. */
  onSimilar: () => void;
};

/** One sample large, over the list: the original; Space again shows what the model sees, a third time closes. */
export function LookCloser({ sample, onClose, onOpen, onSimilar }: LookCloserProps) {
  const openKeys = useKeysOf('samples.open');
  return (
    <Dialog
      open={sample !== null}
      onClose={onClose}
      title={<span className="block truncate">{sample === null ? '' : sample.preview}</span>}
      tools={
        sample !== null && (
          <>
            <Button size="s" onClick={onSimilar}>
              Similar samples
            </Button>
            <Button size="s" keys={openKeys} onClick={() => onOpen(sample.id)}>
              Open sample
            </Button>
          </>
        )
      }
      className="h-[min(680px,88dvh)] w-[min(880px,92vw)]"
    >
      {sample !== null && <Body key={sample.id} sampleId={sample.id} onClose={onClose} onOpen={onOpen} />}
    </Dialog>
  );
}

/** Space turns to the model's view and then closes; the dialog itself hears it, wherever the focus is inside. */
function useTurning(turn: () => void, open: () => void) {
  const latest = useRef({ turn, open });
  useEffect(() => {
    latest.current = { turn, open };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLButtonElement) return;
      if (event.key === 'Enter') latest.current.open();
      if (event.key !== ' ' || event.repeat) return;
      event.preventDefault();
      latest.current.turn();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function Body({ sampleId, onClose, onOpen }: { sampleId: string; onClose: () => void; onOpen: (id: string) => void }) {
  const [showsModel, setShowsModel] = useState(false);
  const { data: sample, error, refetch } = useQuery(sampleQuery(sampleId));
  useTurning(
    () => (showsModel ? onClose() : setShowsModel(true)),
    () => onOpen(sampleId),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col p-5">
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {sample !== undefined && (showsModel ? <ModelSees sample={sample} /> : <OriginalSees sample={sample} />)}
    </div>
  );
}
