import type { OwnModelSettings } from '@/lib/embeddings/own-model';

/** What the child that runs a person's model is asked, one at a time. Paths are ours, names are the person's. */
export type OwnModelRequest =
  | {
      task: 'check';
      files: readonly { name: string; path: string }[];
      settings: OwnModelSettings;
      /** An empty folder for the checked model. */
      outDir: string;
    }
  | { task: 'open'; folder: string; weightsHash: string; settings: OwnModelSettings }
  | { task: 'embed'; pictures: readonly Uint8Array[] };

/** What a check found: a model that can be kept. */
export type CheckedModel = { format: 'graph' | 'layers'; dimension: number; weightsHash: string; sizeBytes: number };

/** What the child answers. `message` is for a person; `isRefusal` tells what is wrong with the model from what broke. */
export type OwnModelAnswer =
  | { kind: 'checked'; checked: CheckedModel }
  | { kind: 'opened' }
  | { kind: 'vectors'; vectors: Float32Array<ArrayBuffer> }
  | { kind: 'failed'; message: string; isRefusal: boolean };
