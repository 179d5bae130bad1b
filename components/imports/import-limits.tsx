import { formatBytes, formatCount } from '@/components/ui/format';

/** The limits of this server, as its settings are. */
export type UploadLimits = {
  uploadBytes: number;
  decompressedBytes: number;
  archiveEntries: number;
  entryBytes: number;
  imagePixels: number;
  imageSide: number;
  textBytes: number;
  rowBytes: number;
  columns: number;
};

function listLimits(limits: UploadLimits): [string, string][] {
  return [
    ['The files of one import', formatBytes(limits.uploadBytes)],
    ['A zip, unpacked', formatBytes(limits.decompressedBytes)],
    ['Entries of a zip', formatCount(limits.archiveEntries)],
    ['One entry of a zip', formatBytes(limits.entryBytes)],
    ['One image', `${formatCount(limits.imagePixels)} pixels, ${formatCount(limits.imageSide)} a side`],
    ['One text', formatBytes(limits.textBytes)],
    ['One row of a table', formatBytes(limits.rowBytes)],
    ['Columns of a table', formatCount(limits.columns)],
  ];
}

/** The limit that matters most, and all of them behind it. */
export function ImportLimits({ limits }: { limits: UploadLimits }) {
  return (
    <details className="group mt-2.5 text-12 text-ink-3">
      <summary className="flex list-none justify-between gap-3 rounded-key">
        <span>
          Up to {formatBytes(limits.uploadBytes)} an import, {formatCount(limits.imagePixels)} pixels an image
        </span>
        <span className="font-[560] text-accent-text">All limits</span>
      </summary>
      <dl className="figures mt-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 rounded-card border border-line bg-surface px-4 py-3 text-ink-2">
        {listLimits(limits).map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
