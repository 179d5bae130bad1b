import type { Metadata } from 'next';
import { ClassesScreen } from '@/components/classes/classes-screen';

export const metadata: Metadata = { title: 'Classes' };

type Props = { params: Promise<{ datasetId: string }> };

export default async function ClassesPage({ params }: Props) {
  const { datasetId } = await params;
  return <ClassesScreen datasetId={datasetId} />;
}
