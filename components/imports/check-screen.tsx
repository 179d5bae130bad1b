'use client';

import { ImportSteps } from '@/components/imports/import-steps';
import { ImportTarget } from '@/components/imports/import-target';
import { LeftOut } from '@/components/imports/left-out-list';
import { StartImport } from '@/components/imports/start-import';
import { useImportSettings } from '@/components/imports/use-settings';
import { WhatWillHappen } from '@/components/imports/what-will-happen';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount, formatCounted } from '@/components/ui/format';
import { Page } from '@/components/ui/page';
import type { ImportDetail, Inspection } from '@/lib/samples/import';

const FILES_SHOWN = 12;

/** Images before they are imported: how many, from which files, and where they go. */
export function CheckScreen({ detail, inspection }: { detail: ImportDetail; inspection: Inspection }) {
  const settings = useImportSettings(detail.id);
  return (
    <Page>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h1 className="truncate">{detail.name}</h1>
          <p className="figures text-ink-2">
            {formatCounted(inspection.newCount, 'picture')} found. Each is decoded while it is imported.
          </p>
        </div>
        <ImportSteps current={2} kind="images" />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_280px] items-start gap-5 narrow:grid-cols-1">
        <div className="grid gap-5">
          <Files detail={detail} />
          <LeftOut detail={detail} />
        </div>
        <div className="grid gap-4">
          <WhatWillHappen inspection={inspection} />
          <ImportTarget
            detail={detail}
            modality="image"
            hasLabels={inspection.labelCount > 0}
            onChange={(next) => settings.mutate(next)}
          />
          <StartImport
            importId={detail.id}
            newCount={inspection.newCount}
            duplicateCount={inspection.duplicateCount}
            noun="image"
            busy={settings.isPending}
            settingsError={settings.error}
          />
        </div>
      </div>
    </Page>
  );
}

function Files({ detail }: { detail: ImportDetail }) {
  const hiddenCount = detail.fileCount - Math.min(FILES_SHOWN, detail.files.length);
  return (
    <Card>
      <ul>
        {detail.files.slice(0, FILES_SHOWN).map((file) => (
          <li
            key={file.position}
            className="flex min-h-10 items-center gap-4 border-b border-line px-4 py-2 last:border-b-0"
          >
            <span className="min-w-0 truncate font-[540]">{file.name}</span>
            <span className="min-w-0 flex-1 text-danger">{file.reason}</span>
            <span className="figures text-ink-3">{formatBytes(file.sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {hiddenCount > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-12 text-ink-3">and {formatCount(hiddenCount)} more files</p>
      )}
    </Card>
  );
}
