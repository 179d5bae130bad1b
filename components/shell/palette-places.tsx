'use client';

import { useQuery } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { useRouter } from 'next/navigation';
import { ModalityIcon } from '@/components/shell/modality-icon';
import { PaletteItem } from '@/components/shell/palette-item';
import { pathOf } from '@/components/shell/place';
import { classesQuery, datasetsQuery } from '@/components/shell/queries';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';

type PlacesProps = { wanted: string; onPick: (act: () => void) => () => void };
const CLASS_LIMIT = 50;

/** The classes of the open dataset; each leads to its samples. Shown once something is typed. */
export function ClassPlaces({ datasetId, wanted, onPick }: PlacesProps & { datasetId: string }) {
  const router = useRouter();
  const { data } = useQuery(classesQuery(datasetId));
  if (data === undefined || wanted.trim() === '') return null;
  return (
    <Cmdk.Group heading="Classes">
      {data.classes.slice(0, CLASS_LIMIT).map((labelClass) => (
        <PaletteItem
          key={labelClass.id}
          id={`class ${labelClass.id}`}
          says={labelClass.name}
          wanted={wanted}
          detail={`${formatCounted(labelClass.labelCount, 'labeled sample')}`}
          icon={<ClassMarker slot={labelClass.slot} size="l" />}
          onPick={onPick(() => router.push(`${pathOf(datasetId, 'samples')}?class=${labelClass.id}`))}
        />
      ))}
    </Cmdk.Group>
  );
}

/** The other datasets. */
export function DatasetPlaces({ wanted, currentId, onPick }: PlacesProps & { currentId: string | null }) {
  const router = useRouter();
  const { data } = useQuery(datasetsQuery);
  const others = data?.datasets.filter((dataset) => dataset.id !== currentId) ?? [];
  if (others.length === 0) return null;
  return (
    <Cmdk.Group heading="Datasets">
      {others.map((dataset) => (
        <PaletteItem
          key={dataset.id}
          id={`dataset ${dataset.id}`}
          says={dataset.name}
          wanted={wanted}
          detail={`${formatCount(dataset.labeledCount)} of ${formatCount(dataset.sampleCount)} labeled`}
          icon={<ModalityIcon modality={dataset.modality} />}
          onPick={onPick(() => router.push(pathOf(dataset.id, 'overview')))}
        />
      ))}
    </Cmdk.Group>
  );
}
