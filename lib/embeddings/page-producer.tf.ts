import { tryBackends } from '@/lib/embeddings/backend-trial.tf';
import type { BrowserEmbedder } from '@/lib/embeddings/browser-embedder.tf';
import type { Lease } from '@/lib/embeddings/lease-codec';
import { downloadModel } from '@/lib/embeddings/model-download.tf';
import { firstPageState, type PageOrder, type PageReport, type PageState } from '@/lib/embeddings/page-producer-state';
import { heartbeatMs, type LeaseWait } from '@/lib/embeddings/producer';
import { ProducerClient, RequestRefused, wait } from '@/lib/embeddings/producer-client.tf';

type StartOrder = Extract<PageOrder, { kind: 'start' }>;

const waitWords: Record<LeaseWait['wait'], string> = {
  done: 'Every sample is settled.',
  paused: 'The embedding is paused.',
  unchecked: 'The server checks what was returned.',
  busy: 'The server is busy.',
  none: 'All samples are taken; those that others give back come here.',
};

/** Rates of single leases scatter: each new one counts this much. */
const rateShare = 0.3;

/**
 * A page's worker at its work: loads the model, tries the backends, and computes leases until nothing is left. Leaving is
 * the page's: it ends the worker in the middle of whatever it does.
 */
export class PageProducer {
  private state: PageState = firstPageState;
  private readonly client: ProducerClient;
  private resume: (() => void) | null = null;
  private isPaused = false;

  /** `scriptFolder` is the URL of the folder that holds the WebAssembly files, with the slash at its end. */
  constructor(
    private readonly order: StartOrder,
    private readonly scriptFolder: string,
    private readonly report: (report: PageReport) => void,
  ) {
    const { datasetId, model, personHeader } = order;
    const onReach = (isReachable: boolean) => {
      if (!isReachable) this.change({ phase: 'unreachable', message: 'The server cannot be reached. Trying again.' });
    };
    this.client = new ProducerClient({ datasetId, model, personHeader, onReach });
  }

  pause(): void {
    this.isPaused = true;
  }

  goOn(): void {
    this.isPaused = false;
    this.resume?.();
  }

  /** Works until it ends; never rejects: how it ended is in the last report. */
  async run(): Promise<void> {
    const beat = setInterval(() => void this.beat(), heartbeatMs);
    try {
      await this.work();
      this.change({ phase: 'ended', end: 'done', message: waitWords.done });
    } catch (error) {
      this.endWith(error);
    } finally {
      clearInterval(beat);
      await this.client.leave();
      this.change({});
    }
  }

  private async work(): Promise<void> {
    const { model } = this.order;
    const onShare = (loadedShare: number) => this.change({ loadedShare });
    const artifacts = await downloadModel(model.modelPath, onShare);
    this.change({ phase: 'trying', loadedShare: 1 });
    const onTrial = (trial: PageState['trials'][number]) => this.change({ trials: [...this.state.trials, trial] });
    const setting = { artifacts, modality: model.modality, wasmFolder: this.scriptFolder };
    const best = await tryBackends({ ...setting, onTrial });
    if (best === null) throw new Error('No backend of this browser can run the model.');
    this.change({ backend: best.embedder.backend, ratePerS: best.ratePerS });
    while (await this.serve(best.embedder)) await this.sleepPaused();
  }

  /** Joins and computes until nothing is left (false) or a pause (true). */
  private async serve(embedder: BrowserEmbedder): Promise<boolean> {
    const producer = await this.client.join(embedder.backend, this.state.ratePerS ?? 0);
    this.change({ phase: 'working', producer, message: null });
    let next: Promise<Lease | LeaseWait> | null = null;
    while (!this.isPaused) {
      const lease: Lease | LeaseWait = await (next ?? this.client.takeLease());
      next = null;
      if (!('wait' in lease)) {
        // The next one travels while this one is computed.
        next = this.client.takeLease();
        next.catch(() => undefined);
        await this.compute(embedder, lease);
      } else if (lease.wait === 'done') {
        return false;
      } else {
        this.change({ phase: 'waiting', message: waitWords[lease.wait] });
        await wait(lease.retryAfterMs);
      }
    }
    return true;
  }

  private async compute(embedder: BrowserEmbedder, { leaseId, inputs }: Lease): Promise<void> {
    this.change({ phase: 'working', message: null });
    const startedAtMs = performance.now();
    const vectors = await embedder.embed(inputs);
    if (!vectors.every(Number.isFinite)) throw new Error('This machine computed numbers that are not finite.');
    const count = inputs.kind === 'text' ? inputs.tokens.length : inputs.pictures.length;
    const ratePerS = (1_000 * count) / (performance.now() - startedAtMs);
    const before = this.state.ratePerS ?? ratePerS;
    this.change({ ratePerS: before + rateShare * (ratePerS - before) });
    if (await this.client.returnLease(leaseId, vectors)) {
      this.change({ returnedCount: this.state.returnedCount + count });
    }
  }

  /** Gives back what it holds, and waits until it is told to go on. */
  private async sleepPaused(): Promise<void> {
    await this.client.leave();
    this.change({ phase: 'paused', message: null });
    while (this.isPaused) {
      await new Promise<void>((resolve) => {
        this.resume = resolve;
      });
    }
  }

  private async beat(): Promise<void> {
    if (this.client.identity === null || this.state.end !== null) return;
    // What is refused here is refused to the next lease as well, which ends the work.
    const producer = await this.client.beat(this.state.ratePerS ?? 0).catch(() => null);
    if (producer !== null) this.change({ producer });
  }

  private endWith(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const isRefused = error instanceof RequestRefused && error.kind === 'forbidden';
    this.change({ phase: 'ended', end: isRefused ? 'refused' : 'failed', message });
  }

  private change(patch: Partial<PageState>): void {
    this.state = { ...this.state, ...patch };
    this.report({ state: this.state, claim: this.client.identity });
  }
}
