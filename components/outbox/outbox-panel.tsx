'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import type { OutboxAct } from '@/components/outbox/outbox-acts';
import { useOutbox } from '@/components/outbox/outbox-notice';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { askToOpen } from '@/components/review/decisions-wanted';
import { sayChangedBy } from '@/components/review/wording';
import { readPlace } from '@/components/shell/place';
import { datasetQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Decision } from '@/lib/labels/decision';

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

/** The name of the dataset of an act, where that is not the one on the screen. */
function useOtherDataset({ datasetId }: OutboxAct): string | null {
  const isHere = readPlace(usePathname()).datasetId === datasetId;
  const { data } = useQuery({ ...datasetQuery(datasetId), enabled: !isHere });
  return isHere ? null : (data?.name ?? 'another dataset');
}

function ActWords({ act }: { act: OutboxAct }) {
  const dataset = useOtherDataset(act);
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="font-[540]">{act.says}</span>
        {act.group !== null && <span className="text-ink-2"> · {act.group.title}</span>}
        {dataset !== null && <span className="text-ink-2"> · in {dataset}</span>}
      </span>
      <span className="flex-none text-12 text-ink-3">
        <RelativeTime at={act.at} /> · {act.personName}
      </span>
    </>
  );
}

/** The group to look at again: of a split that was made, the first of its parts that was not labeled. */
async function findGroup(act: OutboxAct): Promise<string | null> {
  if (act.kind !== 'split' || act.doneCount === 0) return act.group?.id ?? null;
  const [request] = await pageOutbox().readRequests(act);
  return (request?.body as Partial<Decision> | undefined)?.group?.id ?? null;
}

function sayRest({ kind, doneCount, refusal }: OutboxAct): string {
  if (doneCount === 0) {
    // A sentence of the server says so itself.
    const isSaid = refusal?.changed.length === 0 && refusal.message.includes('Nothing was ');
    return isSaid ? '' : 'Nothing of it was applied.';
  }
  return kind === 'split'
    ? 'The split was made; this part and those after it are not labeled.'
    : 'What came after that was not applied.';
}

function RefusedAct({ act, onClose }: { act: OutboxAct; onClose: () => void }) {
  const router = useRouter();
  const { datasetId, refusal, operationId } = act;
  const review = async () => {
    const groupId = await findGroup(act);
    // The other parts stand in the queue too: nothing else of the split comes back.
    if (act.kind === 'split' && act.doneCount > 0) void pageOutbox().discard(act);
    onClose();
    if (groupId === null || askToOpen(datasetId, groupId)) return;
    router.push(`/datasets/${datasetId}/review?group=${groupId}`);
  };
  const lookAgain = () => {
    onClose();
    router.push(`/datasets/${datasetId}/operations?operation=${operationId}&revert=1`);
  };
  const changed = refusal?.changed ?? [];
  return (
    <li className="grid gap-2 rounded-card bg-warn-weak px-3 py-2.5">
      <div className="flex items-baseline gap-3">
        <ActWords act={act} />
      </div>
      <p className="text-ink-2">
        {changed.length > 0 ? sayChangedBy(changed) : refusal?.message} {sayRest(act)}
      </p>
      <div className="flex gap-2">
        {act.group !== null && <Button onClick={() => void review()}>Review again</Button>}
        {operationId !== undefined && <Button onClick={lookAgain}>Look at it again</Button>}
        <Button variant="ghost" onClick={() => void pageOutbox().discard(act)}>
          Discard
        </Button>
      </div>
    </li>
  );
}
