import { decodeLease, type Lease } from '@/lib/embeddings/lease-codec';
import {
  type BrowserBackend,
  type BrowserModel,
  type JoinedProducer,
  type LeaseWait,
  type ProducerSummary,
  producerTokenHeader,
} from '@/lib/embeddings/producer';
import { encodeVectors } from '@/lib/embeddings/vector-codec';
import type { ErrorBody, ErrorKind } from '@/lib/errors';

const retryAfterMs = 2_000;

/** The server refused a request; the message is its own sentence. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';

  constructor(
    readonly kind: ErrorKind | 'internal',
    message: string,
  ) {
    super(message);
  }
}

export interface ClientSetting {
  readonly datasetId: string;
  readonly model: BrowserModel;
  /** Value of the X-Person header: the person's name, percent-encoded. */
  readonly personHeader: string;
  /** Told when the server cannot be reached, and when it can again. */
  readonly onReach: (isReachable: boolean) => void;
}

/** Speaks for one producer to the server, and waits while the server is away. */
export class ProducerClient {
  private claim: { producerId: string; token: string } | null = null;

  constructor(private readonly setting: ClientSetting) {}

  /** What the page needs to leave by itself; null before it joined. */
  get identity(): { producerId: string; token: string } | null {
    return this.claim;
  }

  async join(backend: BrowserBackend, ratePerS: number): Promise<ProducerSummary> {
    const { datasetId, model } = this.setting;
    const path = `/api/datasets/${datasetId}/embedding-producers`;
    const response = await this.send(path, asJson('POST', { modelId: model.id, backend, ratePerS }));
    const { producer, token } = (await response.json()) as JoinedProducer;
    this.claim = { producerId: producer.id, token };
    return producer;
  }

  async takeLease(): Promise<Lease | LeaseWait> {
    const response = await this.send(`${this.path}/leases`, { method: 'POST' });
    if (response.headers.get('content-type')?.startsWith('application/json')) {
      return (await response.json()) as LeaseWait;
    }
    return decodeLease(new Uint8Array(await response.arrayBuffer()));
  }

  /** False when the lease had ended: others compute it. */
  async returnLease(leaseId: string, vectors: Float32Array): Promise<boolean> {
    const path = `${this.path}/leases/${leaseId}/vectors?model=${this.setting.model.id}`;
    try {
      await this.send(path, { method: 'PUT', body: encodeVectors(vectors) });
      return true;
    } catch (error) {
      if (error instanceof RequestRefused && error.kind === 'conflict') return false;
      throw error;
    }
  }

  async beat(ratePerS: number): Promise<ProducerSummary> {
    const response = await this.send(`${this.path}/heartbeat`, asJson('POST', { ratePerS }));
    return (await response.json()) as ProducerSummary;
  }

  /** Leaves; what was not returned goes back to the queue. What fails here, the end of the leases makes good. */
  async leave(): Promise<void> {
    if (this.claim === null) return;
    const path = `${this.path}/leave`;
    const headers = this.headers();
    this.claim = null;
    await fetch(path, { method: 'POST', headers, keepalive: true }).catch(() => undefined);
  }

  private get path(): string {
    return `/api/embedding-producers/${this.claim?.producerId ?? ''}`;
  }

  private headers(): Record<string, string> {
    const token = this.claim === null ? {} : { [producerTokenHeader]: this.claim.token };
    return { 'X-Person': this.setting.personHeader, ...token };
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const { onReach } = this.setting;
    const headers = { ...this.headers(), ...(init.headers as Record<string, string> | undefined) };
    for (;;) {
      const response = await fetch(path, { ...init, headers, cache: 'no-store' }).catch(() => null);
      if (response !== null && response.status !== 503) {
        onReach(true);
        if (response.ok) return response;
        throw await readRefusal(response);
      }
      onReach(false);
      await wait(retryAfterMs);
    }
  }
}

function asJson(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

async function readRefusal(response: Response): Promise<RequestRefused> {
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  const { kind = 'internal', message = `The server answered ${response.status} without a reason.` } = body?.error ?? {};
  return new RequestRefused(kind, message);
}

/** Resolves after a time. */
export function wait(spanMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, spanMs));
}
