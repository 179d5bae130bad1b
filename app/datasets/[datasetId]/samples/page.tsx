import type { Metadata } from 'next';
import { SamplesScreen } from '@/components/samples/samples-screen';

export const metadata: Metadata = { title: 'Samples' };

type Props = { params: Promise<{ datasetId: string }> };

export default async function SamplesPage({ params }: Props) {
  const { datasetId } = await params;
  return <SamplesScreen datasetId={datasetId} />;
}
