import type { Metadata } from 'next';
import { Home } from '@/components/datasets/home';

export const metadata: Metadata = { title: 'Datasets · Sheaf' };

export default function HomePage() {
  return <Home />;
}
