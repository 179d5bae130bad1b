import type { Metadata } from 'next';
import { SampleScreen } from '@/components/samples/sample-screen';

export const metadata: Metadata = { title: 'Sample' };

type Props = { params: Promise<{ datasetId: string; sampleId: string }> };

export default async function SamplePage({ params }: Props) {
  const { datasetId, sampleId } = await params;
  return <SampleScreen datasetId={datasetId} sampleId={sampleId} />;
}
