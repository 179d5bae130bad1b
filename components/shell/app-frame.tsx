'use client';

import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { LiveUpdates } from '@/components/live/live-updates';
import { NamesakeNotice } from '@/components/live/namesake-notice';
import { type Command, useCommands } from '@/components/shell/commands';
import { HelpOverlay } from '@/components/shell/help-overlay';
import { Palette } from '@/components/shell/palette';
import { pathOf, readPlace, TABS } from '@/components/shell/place';
import { requestSearch } from '@/components/shell/search-request';
import type { Theme } from '@/components/shell/theme-choice';
import { TopBar } from '@/components/shell/top-bar';
import { ErrorStrip } from '@/components/ui/toast';

type Overlay = 'none' | 'help' | 'palette';

function usePlaceCommands(setOverlay: (overlay: Overlay) => void): void {
  const router = useRouter();
  const { datasetId } = readPlace(usePathname());
  const places: Command[] = [
    { id: 'go.home', says: 'All datasets', heading: 'Go to', run: () => router.push('/') },
    {
      id: 'go.import',
      says: 'Import samples',
      heading: 'Go to',
      words: ['upload', 'add'],
      run: () => router.push('/import'),
    },
    {
      id: 'help',
      says: 'Keyboard help',
      heading: 'Go to',
      words: ['keys', 'shortcuts'],
      run: () => setOverlay('help'),
    },
    { id: 'palette', says: null, run: () => setOverlay('palette') },
  ];
  const tabs: Command[] = TABS.map((tab) => ({
    id: tab.command,
    says: tab.says,
    heading: 'Go to',
    enabled: datasetId !== null,
    run: () => datasetId !== null && router.push(pathOf(datasetId, tab.id)),
  }));
  const classes: Command = {
    id: 'go.classes',
    says: 'Classes',
    heading: 'Go to',
    words: ['guidelines', 'hierarchy', 'ontology'],
    enabled: datasetId !== null,
    run: () => datasetId !== null && router.push(`/datasets/${datasetId}/classes`),
  };
  const deleted: Command = {
    id: 'go.deleted',
    says: 'Deleted samples',
    heading: 'Go to',
    words: ['restore', 'bring back', 'undelete', 'trash', 'bin'],
    enabled: datasetId !== null,
    run: () => datasetId !== null && router.push(`${pathOf(datasetId, 'overview')}?deleted=samples`),
  };
  const samples: Command = {
    id: 'samples.find',
    says: 'Find samples',
    heading: 'Go to',
    enabled: datasetId !== null,
    run: () => {
      if (datasetId === null) return;
      requestSearch(performance.now());
      router.push(pathOf(datasetId, 'samples'));
    },
  };
  useCommands([...tabs, classes, deleted, ...places, samples]);
}

/** A screen that the palette or a key left takes the focus with it: the bar's name of the new one has it then, as after a click there. */
function useFocusOnNewScreen(): void {
  const pathname = usePathname();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    if (document.activeElement !== document.body) return;
    const tab = document.querySelector<HTMLElement>('header nav a[aria-current=page]');
    (tab ?? document.querySelector<HTMLElement>('header a'))?.focus();
  }, [pathname]);
}

/** The frame around every screen: the bar on top, the screen below, help and palette over both. */
export function AppFrame({ theme, children }: { theme: Theme; children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay>('none');
  const close = () => setOverlay('none');
  const { datasetId } = readPlace(usePathname());
  usePlaceCommands(setOverlay);
  useFocusOnNewScreen();
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[48px_auto_minmax(0,1fr)]">
      <TopBar theme={theme} onHelp={() => setOverlay('help')} onSearch={() => setOverlay('palette')} />
      <div>
        {datasetId !== null && <NamesakeNotice key={datasetId} datasetId={datasetId} />}
        <ErrorStrip />
      </div>
      {datasetId !== null && <LiveUpdates datasetId={datasetId} />}
      {children}
      <HelpOverlay open={overlay === 'help'} onClose={close} />
      <Palette open={overlay === 'palette'} onClose={close} />
    </div>
  );
}
