import { SheafError } from '@/lib/errors';
import { answerError } from '@/lib/http/error-answer.server';

const SHOWN_CHARACTERS = 200;

/** Whatever no other route takes: a client of the API reads JSON, not the page for a person who is lost. */
async function refuse(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice(0, SHOWN_CHARACTERS);
  const message = `There is no ${request.method} ${path}. docs/API.md lists every path with its methods.`;
  return answerError(new SheafError('not-found', message), request);
}

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
