import type { Inspection, TableSettings } from '@/lib/samples/import';
import type { VectorRowMessage, VectorSource } from '@/lib/samples/intake/vectors';

/** A staged file as the child sees it: a path that the parent chose, never the person's name for it. */
export type IntakeFile = {
  position: number;
  path: string;
  sizeBytes: number;
  /** Lower-case extension of the person's name, from a short list; '' for any other. */
  extension: string;
};

/** A place in the files: entry of an archive or row of a table, 1-based; 0 for a file of its own. */
export type IntakePlace = { filePosition: number; position: number };

/** What the parent asks of the child; one request per process. */
export type IntakeRequest =
  | {
      task: 'inspect';
      files: IntakeFile[];
      /** Settings that the person confirmed or changed; null to detect them. */
      table: TableSettings | null;
      /** True to have the hash of every new text sent, to be compared with the dataset. */
      sendHashes: boolean;
    }
  | {
      task: 'read-images';
      files: IntakeFile[];
      /** Where originals and copies are put, by their hash. */
      outDir: string;
      /** Go on behind this place: what came before has been taken. */
      after: IntakePlace | null;
      /** Bytes that archives have given so far, of the limit on all of them together. */
      decompressedBytes: number;
      /** Pictures in work at one time. */
      concurrency: number;
    }
  | { task: 'read-table'; files: IntakeFile[]; table: TableSettings; columns: string[] }
  | {
      task: 'read-vectors';
      files: IntakeFile[];
      /** A folder for what has to be unpacked on the way. */
      outDir: string;
      /** Where the numbers of all rows are put: float32 little-endian, row after row. */
      outFile: string;
      /** The column of the ids that a person chose; null to find it. */
      idColumn: string | null;
    };

/** A picture that became files in outDir. Hashes are hex SHA-256. */
export type IntakeImage = {
  width: number;
  height: number;
  mediaType: string;
  viewHash: string;
  viewSizeBytes: number;
  thumbHash: string;
  thumbSizeBytes: number;
};

/** A validated sample on its way into the database. */
export type IntakeRow = IntakePlace & {
  name: string;
  payloadHash: string;
  sizeBytes: number;
  preview: string;
  text: string | null;
  externalId: string | null;
  label: string | null;
  metadata: Record<string, string> | null;
  /** null for a text, and for a picture whose bytes came earlier in the same import. */
  image: IntakeImage | null;
};

/** Something that is left out, and why. */
export type IntakeProblem = IntakePlace & { name: string; reason: string; sizeBytes: number | null };

/** A row or a problem, in the order of the files. */
export type IntakeResult = { row: IntakeRow } | { problem: IntakeProblem };

/** What inspection found, before the dataset has been asked which texts it has. */
export type IntakeInspection = Omit<Inspection, 'problems'> & { problems: IntakeProblem[] };

/** What the child tells, one JSON value per line. */
export type IntakeMessage =
  | { type: 'results'; results: IntakeResult[] }
  /** Work on an entry begins: the culprit when the process dies. */
  | { type: 'begin'; entry: IntakePlace & { name: string; sizeBytes: number | null } }
  | { type: 'progress'; done: number; total: number; unit: string; decompressedBytes: number }
  | { type: 'hashes'; hashes: string[] }
  | { type: 'inspection'; inspection: IntakeInspection }
  /** Rows of vectors in their order, and at the end what the files hold. */
  | { type: 'vector-rows'; rows: VectorRowMessage[] }
  | { type: 'vectors'; source: VectorSource; rowCount: number }
  | { type: 'alive' }
  | { type: 'end' }
  /** Nothing of the files can be taken; the message is for a person. */
  | { type: 'fail'; message: string };

/** Exit status of a child that gave up on a picture which would not finish. */
export const EXIT_STUCK = 70;
