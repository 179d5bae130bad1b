'use client';

import { Download } from 'lucide-react';
import { sayPosition } from '@/components/samples/sample-head';
import { formatBytes, formatCounted } from '@/components/ui/format';
import type { SampleDetail, SampleOriginItem } from '@/lib/samples/sample';

/** Every row or file that led to this sample, each with its own id, name, label and metadata. */
export function Origins({ sample }: { sample: SampleDetail }) {
  const count = sample.origins.length;
  return (
    <section aria-labelledby="origins-heading">
      <h3 id="origins-heading" className="mb-1.5">
        {count > 1 ? `Came in ${formatCounted(count, 'time')}` : 'Came from'}
      </h3>
      <ul className="grid gap-2.5">
        {sample.origins.map((origin) => (
          <li key={`${origin.importId} ${origin.fileName} ${origin.position}`}>
            <Origin origin={origin} isText={sample.text !== null} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Origin({ origin, isText }: { origin: SampleOriginItem; isText: boolean }) {
  const place = sayPosition(origin, isText);
  const facts: [string, string][] = [
    ...(origin.externalId === null ? [] : [['id', origin.externalId] satisfies [string, string]]),
    ...(origin.label === null ? [] : [['label in the file', origin.label] satisfies [string, string]]),
    ...Object.entries(origin.metadata ?? {}),
  ];
  return (
    <>
      <p className="wrap-anywhere">{origin.name === '' ? origin.fileName : origin.name}</p>
      <p className="text-12 wrap-anywhere text-ink-3">
        {[origin.fileName, place].filter((part) => part !== null && part !== origin.name).join(', ')}
      </p>
      <Facts facts={facts} />
    </>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, string])[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className="mt-1 grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 text-12">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="wrap-anywhere text-ink-2">{name}</dt>
          <dd className="text-right wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Size, dimensions and content hash of the payload, and the original bytes as a download. */
export function Payload({ sample }: { sample: SampleDetail }) {
  const facts: [string, string][] = [
    ...(sample.width === null ? [] : [['width', `${sample.width} pixels`] satisfies [string, string]]),
    ...(sample.height === null ? [] : [['height', `${sample.height} pixels`] satisfies [string, string]]),
    ['size', formatBytes(sample.sizeBytes)],
  ];
  return (
    <section aria-labelledby="payload-heading">
      <h3 id="payload-heading">Payload</h3>
      <Facts facts={facts} />
      <p className="code mt-1 truncate text-12 text-ink-3" title={`SHA-256 ${sample.payloadHash}`}>
        {sample.payloadHash}
      </p>
      <a
        href={`/api/samples/${sample.id}/original`}
        download
        className="mt-1.5 inline-flex items-center gap-1.5 rounded-key text-12 text-accent-text hover:underline"
      >
        <Download size={12} aria-hidden />
        Download the original
      </a>
    </section>
  );
}
