'use client';

import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Page } from '@/components/ui/page';

export default function ScreenError({ reset }: { error: Error; reset: () => void }) {
  return (
    <Page width="middle">
      <Callout
        tone="danger"
        action={
          <span className="flex gap-2">
            <Button onClick={reset}>Draw it again</Button>
            <ButtonLink href="/">All datasets</ButtonLink>
          </span>
        }
      >
        <p className="text-ink">This screen failed to draw. What was decided before is kept.</p>
      </Callout>
    </Page>
  );
}
