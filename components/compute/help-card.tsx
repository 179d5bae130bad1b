'use client';

import { useQuery } from '@tanstack/react-query';
import { Cpu, LogOut, Pause, Play } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { computeOfferQuery } from '@/components/compute/compute-queries';
import { isOwnHost, sayPhase, sayProducer, sayTrial, sayWork } from '@/components/compute/compute-words';
import {
  leaveMachine,
  type Machine,
  pauseMachine,
  readMachine,
  resumeMachine,
  startMachine,
  subscribeToMachine,
} from '@/components/compute/machine.browser';
import { isOpen, jobsQuery } from '@/components/datasets/job-queries';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import type { ComputeOffer, ProducerSummary } from '@/lib/embeddings/producer';

const LEAD =
  'An open page can compute embeddings too, on its own graphics card or processor. The server checks what it returns.';
const SHARED = 'This machine is the server: a page on it shares its processor and may slow the job.';

/** A dataset's machines besides the server: this page can become one while samples wait for their embeddings. */
export function HelpCard({ datasetId }: { datasetId: string }) {
  const machine = useSyncExternalStore(subscribeToMachine, readMachine, () => null);
  const { data: jobs } = useQuery(jobsQuery(datasetId));
  const isEmbedding = jobs?.jobs.some((job) => job.kind === 'embed' && isOpen(job)) ?? false;
  const isAtWork = machine !== null && machine.state.phase !== 'ended';
  const { data: offer } = useQuery(computeOfferQuery(datasetId, isEmbedding));
  const own = machine?.datasetId === datasetId ? machine : null;
  const wants = isEmbedding && (offer?.isWanted ?? false);
  if (offer === undefined) return null;
  const others = offer.producers.filter(({ id }) => id !== own?.state.producer?.id);
  if (!wants && own === null && others.every(({ status }) => status !== 'refused')) return null;
  return (
    <Card className="grid gap-3 p-5" aria-label="Help embed with this machine">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2>{own !== null || wants ? 'This machine' : 'Pages that helped'}</h2>
        {own !== null && own.state.phase !== 'ended' && <Controls machine={own} />}
      </div>
      {own === null && wants && <p className="text-ink-2">{LEAD}</p>}
      {own !== null && <Work machine={own} />}
      {wants && (own === null || own.state.phase === 'ended') && (
        <Offer datasetId={datasetId} offer={offer} isElsewhere={isAtWork} />
      )}
      <Others producers={others} />
    </Card>
  );
}

function Offer(props: { datasetId: string; offer: ComputeOffer; isElsewhere: boolean }) {
  const { datasetId, offer, isElsewhere } = props;
  return (
    <div>
      <Button
        disabled={isElsewhere}
        icon={<Cpu size={14} aria-hidden />}
        onClick={() => startMachine(datasetId, offer)}
      >
        Help embed with this machine
      </Button>
      {isElsewhere && <p className="mt-2 text-12 text-ink-3">This page helps another dataset now.</p>}
      {isOwnHost(window.location.hostname) && <p className="mt-2 text-12 text-ink-3">{SHARED}</p>}
    </div>
  );
}

function Controls({ machine }: { machine: Machine }) {
  const { phase } = machine.state;
  const canPause = phase === 'working' || phase === 'waiting';
  return (
    <div className="flex gap-1">
      {phase === 'paused' && (
        <Button size="s" icon={<Play size={12} aria-hidden />} onClick={resumeMachine}>
          Go on
        </Button>
      )}
      {canPause && (
        <Button size="s" icon={<Pause size={12} aria-hidden />} onClick={pauseMachine}>
          Pause
        </Button>
      )}
      <Button size="s" icon={<LogOut size={12} aria-hidden />} onClick={leaveMachine}>
        Leave
      </Button>
    </div>
  );
}

function Work({ machine }: { machine: Machine }) {
  const { state } = machine;
  const isRefused = state.end === 'refused' || state.end === 'failed';
  if (isRefused) {
    return (
      <Callout tone="danger" title={state.end === 'refused' ? 'This machine was refused' : 'This machine cannot help'}>
        {sayPhase(machine)}
      </Callout>
    );
  }
  return (
    <div>
      <p role="status" className="text-ink-2">
        {sayPhase(machine)}
      </p>
      {state.phase !== 'ended' && state.backend !== null && <p className="figures mt-1">{sayWork(machine)}</p>}
      {state.trials.length > 0 && (
        <ul className="figures mt-2 text-12 text-ink-3" aria-label="Trials">
          {state.trials.map((trial) => (
            <li key={trial.backend}>{sayTrial(trial)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Others({ producers }: { producers: readonly ProducerSummary[] }) {
  if (producers.length === 0) return null;
  return (
    <div>
      <h3 className="text-12 text-ink-3">Other pages</h3>
      <ul aria-label="Other pages" className="figures mt-1 text-12 text-ink-2">
        {producers.map((producer) => (
          <li key={producer.id} className={producer.status === 'refused' ? 'text-danger' : undefined}>
            {sayProducer(producer)}
          </li>
        ))}
      </ul>
    </div>
  );
}
