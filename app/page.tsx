import { Page } from '@/components/ui/page';

export default function HomePage() {
  return (
    <Page>
      <h1>Datasets</h1>
    </Page>
  );
}
