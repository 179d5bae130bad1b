import path from 'node:path';
import { config } from '@/lib/config.server';
import type { OwnModelSettings } from '@/lib/embeddings/own-model';
import { OwnModelChild } from '@/lib/embeddings/own-model-child.server';

/** Where the checked files of a person's model lie. */
export function ownModelFolder(modelId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(modelId)) throw new Error(`${modelId} is not the id of a model.`);
  return path.join(/* turbopackIgnore: true */ config().paths.models, 'own', modelId);
}

export interface OwnModel {
  readonly modelId: string;
  readonly weightsHash: string;
  readonly settings: OwnModelSettings;
}

type PictureRequest = { readonly kind: 'image'; readonly pictures: readonly Uint8Array[] };

interface Seat {
  readonly child: OwnModelChild;
  readonly opening: Promise<unknown>;
  waitingCount: number;
}

/** Processes that run one model of a person's own, with the interface of the thread pool. One that died is replaced. */
export class OwnModelPool {
  readonly #seats: (Seat | null)[];

  constructor(
    private readonly model: OwnModel,
    size: number,
  ) {
    this.#seats = Array.from({ length: size }, () => null);
  }

  /** One batch of pictures → float32 [pictures, dimension]. Throws as `OwnModelChild.ask`. */
  async run(request: PictureRequest | { kind: 'text' | 'words' }): Promise<Float32Array<ArrayBuffer>> {
    if (request.kind !== 'image') throw new Error('A model of one’s own takes pictures.');
    const seat = this.#takeSeat();
    seat.waitingCount += 1;
    try {
      await seat.opening;
      const answer = await seat.child.ask({ task: 'embed', pictures: request.pictures });
      if (answer.kind !== 'vectors') throw new Error('The process of the model gave no vectors.');
      return answer.vectors;
    } finally {
      seat.waitingCount -= 1;
    }
  }

  async close(): Promise<void> {
    for (const seat of this.#seats) seat?.child.kill();
  }

  #takeSeat(): Seat {
    const empty = this.#seats.findIndex((seat) => seat === null || seat.child.isOver);
    const idle = this.#seats.find((seat) => seat !== null && !seat.child.isOver && seat.waitingCount === 0);
    if (idle) return idle;
    if (empty >= 0) {
      const seat = this.#open();
      this.#seats[empty] = seat;
      return seat;
    }
    const seats = this.#seats.filter((seat): seat is Seat => seat !== null);
    return seats.reduce((least, seat) => (seat.waitingCount < least.waitingCount ? seat : least));
  }

  #open(): Seat {
    const child = new OwnModelChild();
    const { modelId, weightsHash, settings } = this.model;
    const opening = child.ask({ task: 'open', folder: ownModelFolder(modelId), weightsHash, settings });
    // Whoever waits for the seat is told.
    opening.catch(() => undefined);
    return { child, opening, waitingCount: 0 };
  }
}
