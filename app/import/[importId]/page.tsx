import type { Metadata } from 'next';
import { ImportScreen } from '@/components/imports/import-screen';

export const metadata: Metadata = { title: 'Import' };

export default async function OneImportPage({ params }: { params: Promise<{ importId: string }> }) {
  const { importId } = await params;
  return <ImportScreen importId={importId} />;
}
