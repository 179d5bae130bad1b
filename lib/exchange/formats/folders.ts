import { makeFileName, makeSafeName, NameKeeper } from '@/lib/exchange/formats/archive-names';
import type { ManifestRow } from '@/lib/versions/version';

/** The table inside the archive that says where each file comes from; no folder may take its name. */
export const TABLE_NAME = 'labels.csv';

/** The folder of all images where samples may carry several classes. */
const ALL_IMAGES = 'images';

/**
 * Gives every labeled image its place: one folder for each class, in it the name by which the image was imported. A
 * name that the folder has already gets the first 8 digits of the image's hash. Images without a label have no place
 * and stay out of the archive. The same rows in the same order get the same places. Where samples may carry several classes, all
 * images stand in one folder, once each, and the table names their classes.
 */
export class FolderPlan {
  private readonly folders = new Map<string, { name: string; files: NameKeeper }>();
  private readonly names = new NameKeeper([TABLE_NAME]);

  /** Folders are named in the order of the classes, so that a clash of two names is settled the same way each time. */
  constructor(
    classes: readonly { labelClassId: string; name: string }[],
    private readonly isMultiLabel = false,
  ) {
    if (isMultiLabel) return;
    for (const { labelClassId, name } of classes) this.addFolder(labelClassId, name);
  }

  /** The path of an image in the archive; null for one without a label. */
  place(row: ManifestRow): string | null {
    const label = row.labels[0];
    if (label === undefined) return null;
    const [id, name] = this.isMultiLabel ? [ALL_IMAGES, ALL_IMAGES] : [label.labelClassId, label.className];
    const folder = this.folders.get(id) ?? this.addFolder(id, name);
    const fallback = `sample-${row.payloadHash.slice(0, 8)}`;
    const file = makeFileName(row.origins[0]?.name ?? row.name, row.mediaType, fallback);
    return `${folder.name}/${folder.files.take(file, row.payloadHash.slice(0, 8))}`;
  }

  private addFolder(labelClassId: string, className: string) {
    const safe = makeSafeName(className, `class-${this.folders.size + 1}`);
    // A class name has no extension to keep: "v1.2" and "V1.2" become "v1.2" and "V1.2-2".
    let name = safe;
    for (let i = 2; !this.names.tryTake(name); i += 1) name = `${safe}-${i}`;
    const folder = { name, files: new NameKeeper() };
    this.folders.set(labelClassId, folder);
    return folder;
  }
}
