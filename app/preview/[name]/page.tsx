import { notFound } from 'next/navigation';
import { ControlsPreview } from '@/app/preview/controls-preview';
import { FoundationsPreview } from '@/app/preview/foundations-preview';

const PREVIEWS: Record<string, () => React.ReactNode> = { controls: ControlsPreview, foundations: FoundationsPreview };

/** Parts of the interface on a page of their own, while developing: /preview/controls, /preview/foundations. */
export default async function PreviewPage({ params }: { params: Promise<{ name: string }> }) {
  const Preview = PREVIEWS[(await params).name];
  if (process.env.NODE_ENV === 'production' || Preview === undefined) notFound();
  return <Preview />;
}
