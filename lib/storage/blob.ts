/** A payload file in storage: SHA-256 of its bytes (32 bytes), its size, and what kind of bytes they are. */
export type StoredBlob = { hash: Uint8Array<ArrayBuffer>; sizeBytes: number; mediaType: string };

/** What lies on disk against what the database counts, in bytes. Answer of GET /api/storage. */
export type StorageReport = {
  blobs: {
    bytesOnDisk: number;
    filesOnDisk: number;
    bytesCounted: number;
    rowsCounted: number;
    /** Counted, but no longer referenced: the next sweep removes them. */
    unreferencedBytes: number;
  };
  staging: { bytesOnDisk: number; filesOnDisk: number };
  exports: { bytesOnDisk: number; filesOnDisk: number; bytesCounted: number };
  disk: {
    freeBytes: number;
    totalBytes: number;
    /** Uploads are refused while less than this is free. */
    uploadReserveBytes: number;
  };
};

/** What a sweep removed. */
export type SweepReport = { removedFiles: number; removedBytes: number; removedRows: number };
