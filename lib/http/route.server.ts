import { ZodError, type z } from 'zod';
import { type Actor, PERSON_HEADER } from '@/lib/auth/actor';
import { personNamed } from '@/lib/auth/repo.server';
import { personGivenName } from '@/lib/datasets/dataset';
import { db } from '@/lib/db/client.server';
import { Invalid, TooLarge } from '@/lib/errors';
import { answerError } from '@/lib/http/error-answer.server';

const BODY_LIMIT_BYTES = 2 * 1024 * 1024;
const NO_BODY = 'The request has no body; this route expects a JSON object.';

type Shape<T> = z.ZodType<T>;

type RouteSpec<P, Q, B> = {
  /** Path parameters. */
  params?: Shape<P>;
  /** Query parameters; one that repeats arrives as an array. */
  query?: Shape<Q>;
  /** A JSON body; without it the body is left unread for run. */
  body?: Shape<B>;
  /** The largest JSON body; 2 MiB unless given. */
  bodyLimitBytes?: number;
};

type Context<P, Q, B> = { params: P; query: Q; body: B; request: Request };
type Handler = (request: Request, segment: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;

/** A route that changes nothing. What run returns becomes the JSON answer; a Response is passed on as it is. */
export function readRoute<P = unknown, Q = unknown, B = undefined, R = unknown>(
  spec: RouteSpec<P, Q, B> & { run: (context: Context<P, Q, B>) => Promise<R> },
): Handler {
  return async (request, segment) => {
    try {
      return answer(await spec.run(await parse(spec, request, await segment.params)));
    } catch (error) {
      return answerError(error, request);
    }
  };
}

/** A route that writes: it names who acts, by the X-Person header. */
export function writeRoute<P = unknown, Q = unknown, B = undefined, R = unknown>(
  spec: RouteSpec<P, Q, B> & { run: (context: Context<P, Q, B> & { actor: Actor }) => Promise<R> },
): Handler {
  return async (request, segment) => {
    try {
      const actor = await readActor(request);
      return answer(await spec.run({ ...(await parse(spec, request, await segment.params)), actor }));
    } catch (error) {
      return answerError(error, request);
    }
  };
}

async function parse<P, Q, B>(
  spec: RouteSpec<P, Q, B>,
  request: Request,
  rawParams: Record<string, string | string[]>,
): Promise<Context<P, Q, B>> {
  return {
    params: (spec.params ? spec.params.parse(rawParams) : undefined) as P,
    query: (spec.query ? spec.query.parse(readQuery(request)) : undefined) as Q,
    body: (spec.body
      ? spec.body.parse(await readJson(request, spec.bodyLimitBytes ?? BODY_LIMIT_BYTES))
      : undefined) as B,
    request,
  };
}

function readQuery(request: Request): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  const search = new URL(request.url).searchParams;
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    if (values.some((value) => value.includes('\0'))) throw new Invalid(describeNul(`The query parameter ${name}`));
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

async function readJson(request: Request, limitBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  if (request.body === null) throw new Invalid(NO_BODY);
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) {
      throw new TooLarge(`The request body passed ${limitBytes} bytes, the limit of this route. Send less at a time.`);
    }
    chunks.push(chunk);
  }
  if (sizeBytes === 0) throw new Invalid(NO_BODY);
  const body = parseJson(Buffer.concat(chunks));
  if (hasNul(body)) throw new Invalid(describeNul('A text in the request body'));
  return body;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Invalid('The request body is not valid JSON in UTF-8.');
  }
}

/** Whether a text of a JSON value, or a name in it, holds U+0000. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (Array.isArray(value)) return value.some(hasNul);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, entry]) => name.includes('\0') || hasNul(entry));
}

/** Postgres keeps every character in a text but this one. */
function describeNul(where: string): string {
  return `${where} holds the character U+0000, which a text cannot hold. Leave it out.`;
}

async function readActor(request: Request): Promise<Actor> {
  const header = request.headers.get(PERSON_HEADER);
  if (header === null) {
    throw new Invalid(
      'The header X-Person is missing. Every act names a person: send X-Person: your name, percent-encoded.',
    );
  }
  try {
    return await personNamed(db(), personGivenName.parse(decodeURIComponent(header)));
  } catch (error) {
    if (error instanceof URIError) throw new Invalid('The header X-Person is not valid percent-encoding of UTF-8.');
    if (error instanceof ZodError) throw new Invalid(`The header X-Person: ${error.issues[0]?.message}`);
    throw error;
  }
}

function answer(result: unknown): Response {
  if (result instanceof Response) return result;
  return Response.json(result ?? {}, { headers: { 'Cache-Control': 'private, no-store' } });
}
