import { AlignLeft, Image } from 'lucide-react';
import type { Modality } from '@/lib/datasets/dataset';

/** Tells images from texts beside a dataset's name, which is always there too. */
export function ModalityIcon({ modality, sizePx = 14 }: { modality: Modality; sizePx?: number }) {
  const Icon = modality === 'image' ? Image : AlignLeft;
  return <Icon size={sizePx} aria-hidden className="flex-none text-ink-3" />;
}
