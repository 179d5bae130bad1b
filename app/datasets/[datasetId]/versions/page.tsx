import type { Metadata } from 'next';
import { VersionsScreen } from '@/components/versions/versions-screen';

export const metadata: Metadata = { title: 'Versions' };

type Props = { params: Promise<{ datasetId: string }> };

export default async function VersionsPage({ params }: Props) {
  const { datasetId } = await params;
  return <VersionsScreen datasetId={datasetId} />;
}
