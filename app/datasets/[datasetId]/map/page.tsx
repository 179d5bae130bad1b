import type { Metadata } from 'next';
import { MapScreen } from '@/components/map/map-screen';

export const metadata: Metadata = { title: 'Map' };

export default async function MapPage({ params }: { params: Promise<{ datasetId: string }> }) {
  const { datasetId } = await params;
  return <MapScreen key={datasetId} datasetId={datasetId} />;
}
