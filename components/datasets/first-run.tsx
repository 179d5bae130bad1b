'use client';

import { useRouter } from 'next/navigation';
import { DeletedDatasets } from '@/components/datasets/deleted-datasets';
import { DemoCards } from '@/components/datasets/demo-cards';
import { DropZone } from '@/components/imports/drop-zone';
import { offerFiles } from '@/components/imports/offered-files.browser';
import { UnfinishedImports } from '@/components/imports/unfinished-imports';

const STEPS = [
  { name: 'Import', says: 'bytes checked, duplicates found' },
  { name: 'Embed', says: 'by a model on this computer' },
  { name: 'Review', says: 'accept, minus exceptions' },
  { name: 'Export', says: 'a numbered version' },
];

/** An empty installation: what Sheaf does, a place for files, two demos, four steps. */
export function FirstRun() {
  const router = useRouter();
  return (
    <main className="grid min-h-0 place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-215">
        <div className="mb-7 text-center">
          <h1 className="text-28 tracking-[-0.025em] text-balance">Label thousands of samples, a cluster at a time</h1>
          <p className="mx-auto mt-2 max-w-150 text-15 text-balance text-ink-2">
            Import images or texts. Sheaf groups the ones that look alike; you name each group and take out the
            exceptions. Nothing leaves this computer.
          </p>
        </div>
        <UnfinishedImports />
        <DropZone
          onFiles={(files) => {
            offerFiles(files);
            router.push('/import');
          }}
        />
        <div className="mt-6 mb-3 flex items-center gap-3 text-12 text-ink-3">
          <hr className="flex-1 border-line" />
          or start with a demo
          <hr className="flex-1 border-line" />
        </div>
        <DemoCards />
        <Steps />
        <DeletedDatasets />
      </div>
    </main>
  );
}

function Steps() {
  return (
    <ol className="mt-7 grid grid-cols-4 gap-4 narrow:grid-cols-2">
      {STEPS.map((step, position) => (
        <li key={step.name} className="flex gap-2.5">
          <span className="figures text-ink-3">{position + 1}</span>
          <span>
            <span className="font-[560]">{step.name}</span>
            <br />
            <span className="text-12 text-ink-3">{step.says}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
