import type { ReactNode } from 'react';
import { DatasetGate } from '@/components/datasets/dataset-gate';

export default async function DatasetLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ datasetId: string }>;
}) {
  const { datasetId } = await params;
  return <DatasetGate datasetId={datasetId}>{children}</DatasetGate>;
}
