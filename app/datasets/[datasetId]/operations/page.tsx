import type { Metadata } from 'next';
import { OperationsScreen } from '@/components/operations/operations-screen';

export const metadata: Metadata = { title: 'Operations' };

type Props = { params: Promise<{ datasetId: string }> };

export default async function OperationsPage({ params }: Props) {
  const { datasetId } = await params;
  return <OperationsScreen datasetId={datasetId} />;
}
