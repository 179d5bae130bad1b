'use client';

import { useState, useSyncExternalStore } from 'react';
import { keepOwnBrowsers, readBrowserId, readOwnBrowsers } from '@/components/live/browser-id';
import { listNobody, livePage } from '@/components/live/live-page';
import { listNamesakes } from '@/components/live/namesakes';
import { askWhoActs } from '@/components/shell/person';
import { usePersonName } from '@/components/shell/person-menu';
import { Button } from '@/components/ui/button';

/** Says, above the screen, that another browser acts under the same name: it would take this one's acts back. */
export function NamesakeNotice({ datasetId }: { datasetId: string }) {
  const page = livePage(datasetId);
  const others = useSyncExternalStore(page.subscribe, page.listOthers, listNobody);
  const personName = usePersonName();
  const [, setKeptCount] = useState(0);
  if (others.length === 0) return null;
  const namesakes = listNamesakes(others, { personName, browserId: readBrowserId() }, readOwnBrowsers());
  if (namesakes.length === 0) return null;
  const keep = () => {
    keepOwnBrowsers(namesakes);
    setKeptCount((count) => count + 1);
  };
  return (
    <div
      role="status"
      data-testid="namesake-notice"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-weak px-4 py-1.5"
    >
      <p className="min-w-60 flex-1">
        {namesakes.length === 1 ? 'Another browser is' : `${namesakes.length} other browsers are`} here as “{personName}
        ” too: undo takes back what either did last, and the log names both alike.
      </p>
      <Button size="s" onClick={askWhoActs}>
        Say who you are
      </Button>
      <Button size="s" variant="ghost" onClick={keep}>
        It is me
      </Button>
    </div>
  );
}
