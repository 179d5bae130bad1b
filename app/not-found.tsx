import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Page } from '@/components/ui/page';

export default function NotFound() {
  return (
    <Page>
      <EmptyState asPage title="There is no such page" action={<ButtonLink href="/">All datasets</ButtonLink>}>
        The address may be old, or a letter of it may be missing.
      </EmptyState>
    </Page>
  );
}
