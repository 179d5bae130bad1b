import { ZodError, z } from 'zod';
import { isUnavailable } from '@/lib/db/unavailable';
import { type ErrorBody, type ErrorKind, SheafError } from '@/lib/errors';

/** The one table from kinds of errors to HTTP statuses. */
const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unavailable: 503,
};

/** Turns whatever was thrown into an answer. What is not ours is logged and answered without its details. */
export function answerError(error: unknown, request: Request): Response {
  if (error instanceof SheafError) {
    return respond(STATUS[error.kind], {
      error: {
        kind: error.kind,
        message: error.message,
        ...(error.details === undefined ? {} : { details: error.details }),
      },
    });
  }
  if (error instanceof ZodError) {
    return respond(400, {
      error: { kind: 'invalid', message: describeZodError(error), details: z.treeifyError(error) },
    });
  }
  if (isUnavailable(error)) {
    return respond(503, {
      error: {
        kind: 'unavailable',
        message: 'The database does not answer now. Nothing was changed. Try again in a few seconds.',
      },
    });
  }
  console.error(`${request.method} ${new URL(request.url).pathname} failed`, error);
  return respond(500, {
    error: {
      kind: 'internal',
      message: 'Something failed inside Sheaf. Nothing was changed. The log of the server says more.',
    },
  });
}

function respond(status: number, body: ErrorBody): Response {
  const headers: Record<string, string> = { 'Cache-Control': 'private, no-store' };
  if (status === 503) headers['Retry-After'] = '2';
  return Response.json(body, { status, headers });
}

function describeZodError(error: ZodError): string {
  const parts = error.issues.slice(0, 3).map((issue) => {
    const where = issue.path.join('.');
    // A message that begins with "is" goes on from the name of the field.
    const joint = where === '' ? '' : issue.message.startsWith('is ') ? ' ' : ': ';
    return `${where}${joint}${issue.message}`;
  });
  const more = error.issues.length > 3 ? ` (and ${error.issues.length - 3} more)` : '';
  return `The request is not valid. ${parts.join('; ')}${more}`;
}
