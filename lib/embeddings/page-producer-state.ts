import type { BrowserBackend, BrowserModel, ProducerSummary } from '@/lib/embeddings/producer';

/** How fast one backend was in its second, or why it does not count. */
export interface BackendTrial {
  readonly backend: BrowserBackend;
  /** Samples a second; null when it cannot be used here. */
  readonly ratePerS: number | null;
  readonly note: string | null;
}

/** What the page tells its worker. */
export type PageOrder =
  | { kind: 'start'; datasetId: string; model: BrowserModel; personHeader: string }
  | { kind: 'pause' }
  | { kind: 'resume' };

/** Where a page that helps stands. */
export interface PageState {
  /** `unreachable` and `waiting` end by themselves; `ended` does not. */
  readonly phase: 'loading' | 'trying' | 'working' | 'waiting' | 'unreachable' | 'paused' | 'ended';
  /** Of the model's bytes, 0 to 1. */
  readonly loadedShare: number;
  readonly trials: readonly BackendTrial[];
  readonly backend: BrowserBackend | null;
  readonly ratePerS: number | null;
  /** Samples whose vectors the server took in, checked or not. */
  readonly returnedCount: number;
  readonly producer: ProducerSummary | null;
  /** Why it ended or what it waits for, as a sentence. */
  readonly message: string | null;
  /** How it ended; null while it goes on. */
  readonly end: 'done' | 'left' | 'refused' | 'failed' | null;
}

/** What the worker tells its page: its state, and what the page needs to leave by itself when it is closed. */
export type PageReport = { state: PageState; claim: { producerId: string; token: string } | null };

export const firstPageState: PageState = {
  phase: 'loading',
  loadedShare: 0,
  trials: [],
  backend: null,
  ratePerS: null,
  returnedCount: 0,
  producer: null,
  message: null,
  end: null,
};
