import type { AuditPoint } from '@/lib/audits/audit';

const WIDTH = 252;
const HEIGHT = 150;
const LEFT = 26;
/** The last point is a dot, and stays whole. */
const RIGHT = WIDTH - 4;
const TOP = 8;
const BOTTOM = 128;

type ChartProps = {
  track: readonly AuditPoint[];
  sampleCount: number;
  populationCount: number;
  targetError: number;
};

/** The highest share that the chart shows, in fifths, so that its lines stand at whole percents: the target stands in its lower half. */
function topShare({ track, populationCount, targetError }: ChartProps): number {
  const widest = Math.max(0, ...track.slice(1).map((point) => point.upperCount / populationCount));
  const worst = Math.max(0, ...track.map((point) => point.mistakeCount / point.checkedCount));
  return Math.min(1, Math.ceil(Math.max(0.4, 2 * targetError, Math.min(widest, 0.6), worst) * 5) / 5);
}

/** How the estimate and its interval moved, against the target. What it shows is said in figures beside it. */
export function EstimateChart(props: ChartProps) {
  const { track, sampleCount, populationCount, targetError } = props;
  const top = topShare(props);
  const x = (count: number) => LEFT + ((RIGHT - LEFT) * count) / sampleCount;
  const y = (share: number) => BOTTOM - ((BOTTOM - TOP) * Math.min(top, share)) / top;
  const points = track.map((point) => ({
    at: x(point.checkedCount),
    lower: y(point.lowerCount / populationCount),
    upper: y(point.upperCount / populationCount),
    middle: y(point.mistakeCount / point.checkedCount),
  }));
  const band = [
    ...points.map(({ at, upper }) => `${at} ${upper}`),
    ...points.toReversed().map(({ at, lower }) => `${at} ${lower}`),
  ];
  const last = points.at(-1);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" role="img" aria-label={sayChart(props)}>
      {[0, 1, 2, 3, 4].map((step) => (
        <g key={step}>
          <path d={`M${LEFT} ${y((top * step) / 4)}H${WIDTH}`} stroke="var(--line)" />
          <text x="20" y={y((top * step) / 4) + 3.5} textAnchor="end" fontSize="10" fill="var(--text-3)">
            {Math.round((100 * top * step) / 4)}
          </text>
        </g>
      ))}
      {points.length > 1 && <path d={`M${band.join('L')}Z`} fill="var(--line-2)" fillOpacity=".7" />}
      {points.length === 1 && last !== undefined && (
        <path d={`M${last.at} ${last.upper}V${last.lower}`} stroke="var(--line-2)" strokeWidth="3" />
      )}
      {points.length > 1 && (
        <path
          d={`M${points.map(({ at, middle }) => `${at} ${middle}`).join('L')}`}
          fill="none"
          stroke="var(--text)"
          strokeWidth="1.800"
        />
      )}
      <path
        d={`M${LEFT} ${y(targetError)}H${WIDTH}`}
        stroke="var(--danger)"
        strokeWidth="1.500"
        strokeDasharray="4 3"
      />
      {last !== undefined && <circle cx={last.at} cy={last.middle} r="3.500" fill="var(--text)" />}
      <text
        x={LEFT + 3}
        y={y(targetError) - 4}
        fontSize="10"
        fontWeight="560"
        fill="var(--danger)"
        stroke="var(--canvas)"
        strokeWidth="3"
        paintOrder="stroke"
      >
        target {Math.round(1000 * targetError) / 10} %
      </text>
      <text x={LEFT} y="146" fontSize="10" fill="var(--text-3)">
        0
      </text>
      <text x={WIDTH} y="146" textAnchor="end" fontSize="10" fill="var(--text-3)">
        {sampleCount} samples
      </text>
    </svg>
  );
}

function sayChart({ track, populationCount, targetError }: ChartProps): string {
  const last = track.at(-1);
  if (last === undefined) return 'Error estimate: nothing yet';
  const percent = (count: number) => `${Math.round((1000 * count) / populationCount) / 10}`;
  return `Error estimate after ${last.checkedCount} samples: ${last.mistakeCount} mistakes, interval ${percent(last.lowerCount)} to ${percent(last.upperCount)} percent, target ${100 * targetError} percent`;
}
