'use client';

import { Eye } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useCallback, useSyncExternalStore } from 'react';
import { readBrowserId } from '@/components/live/browser-id';
import { listNobody, livePage } from '@/components/live/live-page';
import { sayPresence } from '@/components/live/namesakes';
import { usePersonName } from '@/components/shell/person-menu';
import { readPlace } from '@/components/shell/place';

/** Who else has a group open, on its card: "Mira is here". Nothing where nobody has. */
export function PresenceMark({ groupId }: { groupId: string }) {
  const { datasetId } = readPlace(usePathname());
  const own = usePersonName();
  const page = datasetId === null ? null : livePage(datasetId);
  const subscribe = useCallback((listener: () => void) => page?.subscribe(listener) ?? (() => {}), [page]);
  const others = useSyncExternalStore(subscribe, page?.listOthers ?? listNobody, listNobody);
  const here = others.filter((other) => other.groupId === groupId);
  if (here.length === 0) return null;
  const names = [...new Set(here.map(({ personName }) => personName))];
  const says = sayPresence(here, { personName: own, browserId: readBrowserId() });
  // Where there is little room, the name is cut, never what is said of it.
  const cut = says.startsWith(`${names[0]} `) ? (names[0]?.length ?? 0) : says.length;
  return (
    <span
      data-testid="presence"
      title={names.length > 1 ? names.join(', ') : says}
      className="flex min-w-0 items-center text-11 text-accent-text"
    >
      <Eye size={12} aria-hidden className="mr-1 flex-none" />
      <span className="truncate">{says.slice(0, cut)}</span>
      {cut < says.length && <span className="flex-none whitespace-pre">{says.slice(cut)}</span>}
    </span>
  );
}
