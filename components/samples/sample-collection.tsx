'use client';

import type { SampleListProps } from '@/components/samples/in-list';
import { SampleGrid } from '@/components/samples/sample-grid';
import { SampleList } from '@/components/samples/sample-list';
import type { Modality } from '@/lib/datasets/dataset';

type CollectionProps = SampleListProps & {
  modality: Modality;
  tilePx: number;
  lines: 'one' | 'more';
  marks: RegExp | null;
  onColumns: (count: number) => void;
};

/** The samples of a dataset as its kind wants them: pictures in a grid, texts in a list. */
export function SampleCollection({ modality, tilePx, lines, marks, onColumns, ...list }: CollectionProps) {
  if (modality === 'text') return <SampleList {...list} lines={lines} marks={marks} />;
  return <SampleGrid {...list} tilePx={tilePx} onColumns={onColumns} />;
}
