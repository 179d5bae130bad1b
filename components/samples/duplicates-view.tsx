'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { useOpenAsGroup } from '@/components/review/open-as-group';
import { ClassPicker } from '@/components/samples/class-picker';
import { duplicatesQuery } from '@/components/samples/queries';
import { isTiny } from '@/components/samples/sample-tile';
import { type ClassesById, sayInList } from '@/components/samples/sample-words';
import type { SampleAct } from '@/components/samples/screen-acts';
import { useKeepOne } from '@/components/samples/use-keep-one';
import { useSlide } from '@/components/samples/use-slide';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatCounted, formatSimilarity } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import type { Modality } from '@/lib/datasets/dataset';
import { chooseKept, type ShownDuplicateGroup } from '@/lib/review/near-duplicates';

type ViewProps = {
  datasetId: string;
  modality: Modality;
  threshold: number;
  classes: ClassesById;
  onThreshold: (threshold: number | null, quiet?: boolean) => void;
  decide: (act: SampleAct) => void;
};

/** Samples that are nearly the same, group by group: keep one of each, give all one class, or look closer. */
export function DuplicatesView(props: ViewProps) {
  const { datasetId, threshold } = props;
  const { keepOne, forget } = useKeepOne(datasetId);
  // Undo takes back what was done last.
  const decide = (act: SampleAct) => {
    forget();
    props.decide(act);
  };
  const { data, error, refetch } = useQuery(duplicatesQuery(datasetId, threshold));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ThresholdBar {...props} says={data?.state === 'found' ? sayFound(data) : ''} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {error === null && data?.state !== 'found' && (
          <p role="status" className="text-ink-2">
            Comparing the samples
            {data === undefined ? '' : `: ${Math.round((100 * data.done) / Math.max(1, data.total))} %`}.
          </p>
        )}
        {data?.state === 'found' && data.groups.length === 0 && (
          <EmptyState title="No near-duplicates">
            No two samples are this much alike. Lower the similarity to see more.
          </EmptyState>
        )}
        {data?.state === 'found' && (
          <ul className="grid grid-cols-1 gap-4" aria-label="Groups of near-duplicates">
            {data.groups.map((group) => (
              <GroupRow
                key={group.members[0]?.id}
                {...props}
                {...{ group, keepOne, decide }}
                revision={data.revision}
              />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function sayFound(found: { groupCount: number; sampleCount: number; model: string; recall: number }): string {
  const share = found.recall < 1 ? ` About ${Math.round(100 * found.recall)} % of the pairs were seen.` : '';
  return `${formatCounted(found.groupCount, 'group')} of ${formatCounted(found.sampleCount, 'sample')}, by ${found.model}.${share}`;
}

function ThresholdBar({ threshold, onThreshold, says }: ViewProps & { says: string }) {
  const { at: shown, move, isMoved } = useSlide(threshold);
  const settle = () => {
    if (isMoved) onThreshold(shown, true);
  };
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2 text-12">
      <h2 className="text-15">Near-duplicates</h2>
      <label htmlFor="duplicates-threshold" className="text-ink-2">
        at least as alike as
      </label>
      <input
        id="duplicates-threshold"
        type="range"
        className="w-44 accent-accent"
        min={0.8}
        max={1}
        step={0.01}
        value={shown}
        aria-valuetext={`similarity ${formatSimilarity(shown)}`}
        onChange={(event) => move(Number(event.target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <span className="figures">{formatSimilarity(shown)}</span>
      <span role="status" className="text-ink-2">
        {says}
      </span>
      <span className="flex-1" />
      <IconButton label="Back to all samples" onClick={() => onThreshold(null)}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

type RowProps = ViewProps & {
  group: ShownDuplicateGroup;
  revision: number;
  keepOne: (group: ShownDuplicateGroup) => Promise<void>;
};

const SHOWN_COUNT = 12;

function GroupRow({ datasetId, modality, classes, decide, keepOne, group, revision }: RowProps) {
  const [isPicking, setIsPicking] = useState(false);
  const openAsGroup = useOpenAsGroup(datasetId);
  const keptId = useId();
  const ids = group.members.map(({ id }) => id);
  const rest = group.count - group.members.length;
  return (
    <li className="rounded-card border border-line p-3">
      <Members {...{ modality, classes, group, keptId }} />
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        <span className="text-12 text-ink-2">
          {formatCounted(group.count, 'sample')}
          {rest > 0 && `, the buttons act on the first ${formatCount(ids.length)}`}
        </span>
        <span className="flex-1" />
        <Button size="s" aria-describedby={keptId} onClick={() => void keepOne(group)}>
          Keep one, delete {formatCount(ids.length - 1)}
        </Button>
        <Button size="s" onClick={() => setIsPicking(true)}>
          Label {formatCount(ids.length)} as …
        </Button>
        <Button size="s" onClick={() => void openAsGroup({ source: 'duplicates', sampleIds: ids })}>
          Review {formatCount(ids.length)} as a group
        </Button>
      </div>
      <ClassPicker
        datasetId={datasetId}
        title={`Label ${formatCounted(ids.length, 'sample')} as`}
        classes={[...classes.values()]}
        open={isPicking}
        onClose={() => setIsPicking(false)}
        onPick={(labelClass) => decide({ kind: 'label', labelClass, sampleIds: ids, revision })}
      />
    </li>
  );
}

type MembersProps = Pick<RowProps, 'modality' | 'classes' | 'group'> & { keptId: string };

/** The first members, the one that “Keep one” keeps before the others and marked. */
function Members({ modality, classes, group, keptId }: MembersProps) {
  const kept = chooseKept(group.members);
  const others = group.members.filter(({ id }) => id !== kept?.id);
  const shown = kept === undefined ? [] : [kept, ...others.slice(0, SHOWN_COUNT - 1)];
  const mark = (
    <span id={keptId} className="flex-none text-12 text-ink-2">
      “Keep one” keeps this
    </span>
  );
  if (modality === 'text') {
    return (
      <ul className="grid grid-cols-1 gap-0.5">
        {shown.map((member) => (
          <li key={member.id} className="flex items-baseline gap-3 text-14">
            <span className="min-w-0 truncate">{member.preview}</span>
            {member === kept && mark}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className="flex flex-wrap gap-1.5">
      {shown.map((member) => (
        <li key={member.id} className={member === kept ? 'grid justify-items-center gap-0.5' : undefined}>
          <img
            src={`/api/samples/${member.id}/thumb`}
            alt={sayInList(member, classes)}
            className={`size-24 rounded-control bg-sunken object-cover ${isTiny(member) ? '[image-rendering:pixelated]' : ''}`}
          />
          {member === kept && mark}
        </li>
      ))}
    </ul>
  );
}
