import type { Metadata } from 'next';
import { ReviewScreen } from '@/components/review/review-screen';

export const metadata: Metadata = { title: 'Review' };

type ReviewPageProps = {
  params: Promise<{ datasetId: string }>;
  searchParams: Promise<{ cluster?: string | string[]; group?: string | string[] }>;
};

export default async function ReviewPage({ params, searchParams }: ReviewPageProps) {
  const { datasetId } = await params;
  const { cluster, group } = await searchParams;
  const groupId = group ?? cluster;
  return <ReviewScreen key={datasetId} datasetId={datasetId} groupId={typeof groupId === 'string' ? groupId : null} />;
}
