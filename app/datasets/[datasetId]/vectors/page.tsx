import type { Metadata } from 'next';
import { VectorsScreen } from '@/components/vectors/vectors-screen';

export const metadata: Metadata = { title: 'Bring vectors' };

export default async function VectorsPage({ params }: { params: Promise<{ datasetId: string }> }) {
  const { datasetId } = await params;
  return <VectorsScreen datasetId={datasetId} />;
}
