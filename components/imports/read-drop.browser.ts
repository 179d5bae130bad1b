/** One file as it was chosen or dropped; `path` keeps the folders that it came with, with "/" between. */
export type OfferedFile = { path: string; file: File };

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function walk(entry: FileSystemEntry, into: OfferedFile[]): Promise<void> {
  if (isFile(entry)) {
    into.push({ path: entry.fullPath.replace(/^\//, ''), file: await readFile(entry) });
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (let entries = await readEntries(reader); entries.length > 0; entries = await readEntries(reader)) {
    for (const child of entries) await walk(child, into);
  }
}

/** All files of a drop, folders walked through. Must be called in the drop's own event, before anything is awaited. */
export async function readDrop(transfer: DataTransfer): Promise<OfferedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...transfer.files];
  const files: OfferedFile[] = [];
  for (const entry of entries) await walk(entry, files);
  return entries.length > 0 ? files : readChosen(plain);
}

/** The files of a file field; with a folder chosen, each has its path in it. */
export function readChosen(files: Iterable<File>): OfferedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}
