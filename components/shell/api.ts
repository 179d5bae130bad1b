import { readPersonName } from '@/components/shell/person';
import type { ErrorBody } from '@/lib/errors';

export type ApiErrorKind = ErrorBody['error']['kind'] | 'unreachable';

/** What the server answered instead of the thing asked for. Its message is a sentence for the person. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly status: number;
  /** What a program needs beyond the message, e.g. the changed samples of a 409. */
  readonly details: unknown;

  constructor(kind: ApiErrorKind, status: number, message: string, details?: unknown) {
    super(message);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.details = details;
  }
}

/** Whether something thrown is a refusal of this kind. */
export function isApiError(error: unknown, kind: ApiErrorKind): error is ApiError {
  return error instanceof ApiError && error.kind === kind;
}

export type ApiOptions = {
  body?: unknown;
  signal?: AbortSignal;
  /** Who acts, where that is not the person of now: an act that waited goes out under the name of then. */
  personName?: string;
};

function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const { error } = value;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

/** Turns an answer that is not 2xx into an ApiError, with the server's own sentence where there is one. */
export async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(body.error.kind, response.status, body.error.message, body.error.details);
  return new ApiError(
    'internal',
    response.status,
    `The server answered ${response.status} without a reason. Nothing was changed.`,
  );
}

/** The header that names who acts; every request that writes carries it. */
export function personHeaders(personName = readPersonName()): Record<string, string> {
  return { 'X-Person': encodeURIComponent(personName) };
}

async function send(method: string, path: string, { body, signal, personName }: ApiOptions): Promise<Response> {
  const headers = personHeaders(personName);
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path, {
      method,
      headers,
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('unreachable', 0, 'The server cannot be reached. Nothing was changed. Try again in a moment.');
  }
}

/**
 * Asks the server and reads its JSON. The answer has the type that docs/API.md gives for the route: the server checks what
 * comes in, the interface trusts what comes out.
 * @throws ApiError with the server's sentence; kind "unreachable" when no answer came
 */
export async function callApi<Answer>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  options: ApiOptions = {},
): Promise<Answer> {
  const response = await send(method, path, options);
  if (!response.ok) throw await readError(response);
  return (await response.json()) as Answer;
}

/** `callApi` for each verb: `api.get<DatasetSummary>("/api/datasets/…")`, `api.post<JobSummary>(path, body)`. */
export const api = {
  get: <Answer>(path: string, signal?: AbortSignal) =>
    callApi<Answer>('GET', path, signal === undefined ? {} : { signal }),
  post: <Answer>(path: string, body?: unknown) => callApi<Answer>('POST', path, { body }),
  patch: <Answer>(path: string, body: unknown) => callApi<Answer>('PATCH', path, { body }),
  delete: <Answer>(path: string) => callApi<Answer>('DELETE', path),
};
