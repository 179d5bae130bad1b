'use client';

import { Check, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  formatShare,
  formatShares,
  sayExpected,
  sayMistakes,
  sayStanding,
  sayVerdict,
} from '@/components/audit/audit-words';
import { EstimateChart } from '@/components/audit/estimate-chart';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import type { AuditAnswer, AuditView } from '@/lib/audits/audit';

type RailProps = {
  audit: AuditView;
  answers: readonly AuditAnswer[];
  /** Name of the class: null while the audit runs, for nothing on the screen may give it away. */
  className: string | null;
  onAccept: () => void;
  onLabel: () => void;
  onSplit: () => void;
  onClose: () => void;
  /** Ends the audit without a verdict; leaving it by Esc keeps it. */
  onStop: () => void;
};

/** What the audit says so far, how it works, and what can be done once the verdict has fallen. */
export function AuditRail(props: RailProps) {
  const { audit, answers } = props;
  const point = audit.track.at(-1);
  const { populationCount, sampleIds, targetError } = audit;
  return (
    <aside
      aria-label="Error estimate"
      className="flex min-h-0 flex-col overflow-y-auto border-l border-line bg-canvas p-4 narrow:grid narrow:max-h-72 narrow:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] narrow:content-start narrow:gap-x-6 narrow:border-t narrow:border-l-0 narrow:py-3"
    >
      <div>
        <h2>Error estimate</h2>
        <div className="figures mt-1.5 flex items-baseline gap-1.5">
          <span className="text-28 font-[600] tracking-[-0.02em]">
            {point === undefined ? '–' : formatShare(point.mistakeCount / point.checkedCount)}
          </span>
          <span className="text-ink-2">{point === undefined ? 'It moves every 5 samples' : sayMistakes(point)}</span>
        </div>
        <p className="figures mb-2.5 text-12 text-ink-2">
          {point === undefined
            ? '95 % interval follows'
            : `95 % interval ${formatShares(point.lowerCount / populationCount, point.upperCount / populationCount)}, exact`}
        </p>
        <div className="narrow:hidden">
          <EstimateChart
            track={audit.track}
            sampleCount={sampleIds.length}
            populationCount={populationCount}
            targetError={targetError}
          />
        </div>
      </div>
      <Verdict audit={audit} />
      <div className="narrow:hidden">
        <h3 className="mt-4.5">How this works</h3>
        <p className="mt-1 text-12 text-ink-2">
          You see samples drawn at random from the whole group, without its suggested class. Mistakes are listed at the
          end, so that none steers you. “None of these” and “cannot tell” count as mistakes: the bound must hold without
          them.
        </p>
      </div>
      <dl className="figures mt-3.5 grid grid-cols-[1fr_auto] content-start gap-y-1.5 text-12 narrow:mt-2">
        <Fact says="Checked">{formatCount(answers.length)}</Fact>
        <Fact says="Cannot tell">{formatCount(answers.filter((answer) => 'cannotTell' in answer).length)}</Fact>
        <Fact says="None of these">{formatCount(answers.filter((answer) => 'noneOfThese' in answer).length)}</Fact>
        <Fact says={`Expected mistakes in ${formatCount(populationCount)}`}>
          {point === undefined ? '–' : sayExpected(point)}
        </Fact>
      </dl>
      <Acts {...props} />
    </aside>
  );
}

function Fact({ says, children }: { says: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{says}</dt>
      <dd className="text-right">{children}</dd>
    </>
  );
}

function Verdict({ audit }: { audit: AuditView }) {
  const point = audit.track.at(-1);
  const isPassed = audit.status === 'passed';
  const { title, says } =
    audit.status === 'running' || point === undefined
      ? sayStanding(audit, point)
      : { title: isPassed ? 'Passed' : 'Held by the target', says: sayVerdict(audit, point) };
  const isCalm = isPassed || (audit.status === 'running' && title !== 'Not yet below the target');
  return (
    <div role="status" className={`mt-3 narrow:mt-0 rounded-card px-3.5 py-3 ${isCalm ? 'bg-sunken' : 'bg-warn-weak'}`}>
      <p className="flex items-center gap-1.5 font-[560]">
        {isPassed && <Check size={14} aria-hidden className="flex-none text-ok" />}
        {!isCalm && <TriangleAlert size={14} aria-hidden className="flex-none text-warn" />}
        {title}
      </p>
      <p className="mt-1 text-12 text-ink-2">{says}</p>
    </div>
  );
}

function Acts({ audit, className, onAccept, onLabel, onSplit, onClose, onStop }: RailProps) {
  const acceptKeys = useKeysOf('audit.accept');
  const splitKeys = useKeysOf('audit.split');
  const closeKeys = useKeysOf('audit.close');
  const mistakeCount = audit.mistakeIds?.length ?? 0;
  const count = audit.populationCount - mistakeCount;
  const isPassed = audit.status === 'passed';
  const isFailed = audit.status === 'failed';
  return (
    <div className="mt-auto grid grid-cols-[minmax(0,1fr)] gap-2 pt-4 narrow:pt-2">
      {isPassed ? (
        <Button variant="primary" size="l" keys={acceptKeys} onClick={onAccept} className="min-w-0">
          <span className="truncate">
            Accept {formatCount(count)} as {className}
          </span>
        </Button>
      ) : (
        <Button size="l" disabled className="min-w-0">
          <span className="truncate">
            {isFailed
              ? `Accept ${formatCount(count)} · held by the verdict`
              : `Accept ${formatCount(audit.populationCount)} · held until the verdict`}
          </span>
        </Button>
      )}
      {isFailed && <Button onClick={onLabel}>Label {formatCount(countAnswered(audit))} as you answered</Button>}
      <div className="flex gap-2">
        <Button
          {...(isFailed ? { variant: 'primary' as const } : {})}
          keys={splitKeys}
          onClick={onSplit}
          className="min-w-0 flex-1"
        >
          Split instead
        </Button>
        {isPassed || isFailed ? (
          <Button keys={closeKeys} onClick={onClose} className="min-w-0 flex-1">
            Back
          </Button>
        ) : (
          <Button onClick={onStop} className="min-w-0 flex-1">
            Stop
          </Button>
        )}
      </div>
    </div>
  );
}

/** Samples that an answer gives a class to. */
function countAnswered({ answers }: AuditView): number {
  return answers.filter((answer) => 'labelClassIds' in answer).length;
}
