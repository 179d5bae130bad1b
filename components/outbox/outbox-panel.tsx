'use client';

import { useRouter } from 'next/navigation';
import type { OutboxAct } from '@/components/outbox/outbox-acts';
import { useOutbox } from '@/components/outbox/outbox-notice';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { askToOpen } from '@/components/review/decisions-wanted';
import { sayChangedBy } from '@/components/review/wording';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';

/** Why they wait: what the server says beyond its first sentence is about what a person does now. */
const sayFirst = (problem: string | null) => (problem === null ? '' : `${problem.split('. ')[0]?.replace(/\.$/, '')}.`);

/** What waits in this browser, in the order in which it goes out, and what the server refused. */
export function OutboxPanel({ onClose }: { onClose: () => void }) {
  const { acts, waitingCount, problem, isLasting } = useOutbox();
  const refused = acts.filter(({ refusal }) => refusal !== null);
  const waiting = acts.filter(({ refusal }) => refusal === null);
  return (
    <div className="grid min-h-0 gap-4 overflow-y-auto p-5">
      {refused.length > 0 && (
        <section aria-label="Refused" className="grid gap-2">
          <h3>Not applied</h3>
          <ul className="grid gap-2">
            {refused.map((act) => (
              <RefusedAct key={act.id} act={act} onClose={onClose} />
            ))}
          </ul>
        </section>
      )}
      {waiting.length > 0 && (
        <section aria-label="Waiting" className="grid gap-2">
          <div className="flex items-center gap-3">
            <p className="min-w-0 flex-1 text-ink-2">
              {formatCounted(waitingCount, 'decision')} {waitingCount === 1 ? 'waits' : 'wait'} here.{' '}
              {sayFirst(problem)}{' '}
              {isLasting ? 'You can close this tab.' : 'Keep this tab open: this browser lets nothing be stored.'}
            </p>
            <Button data-first-focus onClick={() => pageOutbox().retry()}>
              Try now
            </Button>
          </div>
          <ol className="divide-y divide-line rounded-card border border-line">
            {waiting.map((act) => (
              <li key={act.id} className="flex items-baseline gap-3 px-3 py-2">
                <ActWords act={act} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {acts.length === 0 && <p className="text-ink-2">Everything is in.</p>}
    </div>
  );
}

function ActWords({ act }: { act: OutboxAct }) {
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="font-[540]">{act.says}</span>
        {act.group !== null && <span className="text-ink-2"> · {act.group.title}</span>}
      </span>
      <span className="flex-none text-12 text-ink-3">
        <RelativeTime at={act.at} /> · {act.personName}
      </span>
    </>
  );
}

function RefusedAct({ act, onClose }: { act: OutboxAct; onClose: () => void }) {
  const router = useRouter();
  const { datasetId, group, refusal } = act;
  const review = () => {
    onClose();
    if (group === null || askToOpen(datasetId, group.id)) return;
    router.push(`/datasets/${datasetId}/review?group=${group.id}`);
  };
  const changed = refusal?.changed ?? [];
  return (
    <li className="grid gap-2 rounded-card bg-warn-weak px-3 py-2.5">
      <div className="flex items-baseline gap-3">
        <ActWords act={act} />
      </div>
      <p className="text-ink-2">
        {changed.length > 0 ? sayChangedBy(changed) : refusal?.message} Nothing of it was applied.
      </p>
      <div className="flex gap-2">
        {group !== null && <Button onClick={review}>Review again</Button>}
        <Button variant="ghost" onClick={() => void pageOutbox().discard(act)}>
          Discard
        </Button>
      </div>
    </li>
  );
}
