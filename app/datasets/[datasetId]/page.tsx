import { Overview } from '@/components/datasets/overview';

export default async function OverviewPage({ params }: { params: Promise<{ datasetId: string }> }) {
  const { datasetId } = await params;
  return <Overview datasetId={datasetId} />;
}
