'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown, LayoutGrid } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ModalityIcon } from '@/components/shell/modality-icon';
import { pathOf } from '@/components/shell/place';
import { datasetQuery, datasetsQuery } from '@/components/shell/queries';
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuLine } from '@/components/ui/menu';

/** The name of the open dataset; opens the list of all. */
export function DatasetSwitcher({ datasetId }: { datasetId: string }) {
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const trigger = (
    <button
      type="button"
      className="flex h-7 min-w-0 max-w-60 items-center gap-1.5 rounded-control px-1.5 font-[520] hover:bg-sunken max-[1100px]:max-w-40 narrow:max-w-32"
    >
      <span className="truncate">{dataset?.name ?? 'Dataset'}</span>
      <ChevronDown size={14} aria-hidden className="flex-none text-ink-3" />
    </button>
  );
  return (
    <div className="flex min-w-0 items-center gap-1">
      <span aria-hidden="true" className="text-line-2">
        /
      </span>
      <Menu label="Datasets" align="start" trigger={trigger}>
        <DatasetList datasetId={datasetId} />
      </Menu>
    </div>
  );
}

/** Mounted only while the menu is open, so that the list is read only then. */
function DatasetList({ datasetId }: { datasetId: string }) {
  const router = useRouter();
  const { data } = useQuery(datasetsQuery);
  const [opened] = useState(datasetId);
  return (
    <>
      <MenuHeading>Datasets</MenuHeading>
      {data?.datasets.map((dataset) => (
        <MenuChoice
          key={dataset.id}
          chosen={dataset.id === opened}
          icon={<ModalityIcon modality={dataset.modality} />}
          onPick={() => router.push(pathOf(dataset.id, 'overview'))}
        >
          {dataset.name}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem icon={<LayoutGrid size={14} aria-hidden />} onPick={() => router.push('/')}>
        All datasets
      </MenuItem>
    </>
  );
}
