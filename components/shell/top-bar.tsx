'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { CircleHelp, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { OutboxBadge } from '@/components/outbox/outbox-badge';
import { UnsentCount } from '@/components/outbox/unsent-count';
import { useKeysOf } from '@/components/shell/commands';
import { DatasetSwitcher } from '@/components/shell/dataset-switcher';
import { Mark } from '@/components/shell/mark';
import { PersonMenu } from '@/components/shell/person-menu';
import { pathOf, readPlace, TABS, type Tab } from '@/components/shell/place';
import { datasetQuery } from '@/components/shell/queries';
import type { Theme } from '@/components/shell/theme-choice';
import { ThemeMenu } from '@/components/shell/theme-menu';
import { formatCount } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Keys } from '@/components/ui/kbd';
import { Meter } from '@/components/ui/meter';

/** The bar over every screen: where one is, how far the labels are, and the ways to everything else. */
export function TopBar({ theme, onSearch, onHelp }: { theme: Theme; onSearch: () => void; onHelp: () => void }) {
  const { datasetId, tab } = readPlace(usePathname());
  return (
    <header className="flex h-12 items-center gap-3 border-b border-line bg-surface pr-4 pl-3.5 narrow:gap-2">
      <Link
        href="/"
        aria-label="Sheaf, all datasets"
        className="flex items-center gap-2 rounded-control text-14 font-[620] tracking-[-0.015em]"
      >
        <Mark />
        {datasetId === null && 'Sheaf'}
      </Link>
      {datasetId !== null && (
        <>
          <DatasetSwitcher datasetId={datasetId} />
          <Tabs datasetId={datasetId} current={tab} />
        </>
      )}
      <span className="flex-1" />
      <OutboxBadge />
      {datasetId !== null && <LabeledProgress datasetId={datasetId} isAhead={tab === 'review'} />}
      <SearchButton onSearch={onSearch} />
      <div className="flex items-center gap-1">
        <PersonMenu />
        <HelpButton onHelp={onHelp} />
        <ThemeMenu initial={theme} />
      </div>
    </header>
  );
}

function Tabs({ datasetId, current }: { datasetId: string; current: Tab | null }) {
  return (
    <nav aria-label="Dataset" className="ml-1 flex gap-0.5">
      {TABS.map((tab) => (
        <Link
          key={tab.id}
          href={pathOf(datasetId, tab.id)}
          aria-current={tab.id === current ? 'page' : undefined}
          className={clsx(
            'rounded-control px-2.5 py-1 font-[480] whitespace-nowrap transition-colors narrow:px-1.5',
            tab.id === current ? 'bg-sunken font-[540] text-ink' : 'text-ink-2 hover:text-ink',
          )}
        >
          {tab.says}
        </Link>
      ))}
    </nav>
  );
}

/**
 * Labels alone move this; it follows the summary in the query cache. The review desk sets that ahead of the server
 * (`isAhead`); elsewhere what is unsent stands beside it.
 */
function LabeledProgress({ datasetId, isAhead }: { datasetId: string; isAhead: boolean }) {
  const { data } = useQuery(datasetQuery(datasetId));
  if (data === undefined) return null;
  return (
    <div
      className="group figures flex items-center gap-2 whitespace-nowrap text-ink-2 narrow:text-right narrow:text-11 narrow:leading-3.5"
      data-testid="labeled-progress"
    >
      <Meter
        className="w-22 max-[1100px]:hidden max-[1400px]:group-has-data-unsent:hidden"
        total={data.sampleCount}
        parts={[{ key: 'labeled', count: data.labeledCount }]}
      />
      <span>
        <b className="font-[560] text-ink">{formatCount(data.labeledCount)}</b> of{' '}
        <span className="narrow:block">{formatCount(data.sampleCount)} labeled</span>
        {!isAhead && (
          <span className="narrow:hidden">
            <UnsentCount datasetId={datasetId} />
          </span>
        )}
      </span>
    </div>
  );
}

function SearchButton({ onSearch }: { onSearch: () => void }) {
  const keys = useKeysOf('palette');
  return (
    <button
      type="button"
      onClick={onSearch}
      className="flex h-7 items-center gap-2 rounded-control border border-line bg-canvas pr-1.5 pl-2 text-12 whitespace-nowrap text-ink-3 hover:border-line-2"
    >
      <Search size={14} aria-hidden />
      <span className="max-[1100px]:sr-only">Search or run</span>
      {keys !== undefined && (
        <span className="narrow:hidden">
          <Keys keys={keys} />
        </span>
      )}
    </button>
  );
}

function HelpButton({ onHelp }: { onHelp: () => void }) {
  const keys = useKeysOf('help');
  return (
    <IconButton label="Keyboard help" {...(keys === undefined ? {} : { keys })} onClick={onHelp}>
      <CircleHelp size={16} aria-hidden />
    </IconButton>
  );
}
