/** What a worker thread is sent, one at a time. */
export interface ThreadRequest<Request> {
  readonly request: Request;
}

/** What a worker thread says: any number of times how far it is, then the result or what went wrong. */
export type ThreadAnswer<Result, Progress> =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'error'; readonly message: string };
