import { formatCount, formatRate, formatSpan } from '@/components/ui/format';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';

/** Size and speed of a model: "512 numbers a sample, 98/s measured here". */
export function sayCost({ dimension, measuredPerS }: ModelChoice): string {
  const size = `${formatCount(dimension)} numbers a sample`;
  return measuredPerS === null
    ? `${size}; not measured on this machine yet.`
    : `${size}; ${formatRate(measuredPerS)} measured on this machine.`;
}

/** What choosing another model for a dataset brings: "All 5,000 samples are embedded anew, about 1 min. …" */
export function sayChange(model: ModelChoice, sampleCount: number): string {
  const { measuredPerS } = model;
  const span = measuredPerS === null ? '' : `, about ${formatSpan((1000 * sampleCount) / measuredPerS)}`;
  const work =
    model.source === 'vectors'
      ? 'The samples are clustered anew.'
      : `All ${formatCount(sampleCount)} samples are embedded by it${span}, then clustered anew; what it embedded before is not computed again.`;
  return `${work} Labels and exclusions stay, and so do the present clusters until the new ones are made.`;
}
