/**
 * The errors that reach a person. They know nothing of HTTP; lib/http turns a kind into a status.
 * A message says what, where (file, row, entry), the limit and the actual value, and what to do.
 */
export type ErrorKind = 'invalid' | 'forbidden' | 'not-found' | 'conflict' | 'too-large' | 'unavailable';

export class SheafError extends Error {
  readonly kind: ErrorKind;
  /** What a program needs beyond the message, e.g. the changed samples of a conflict. Must be JSON. */
  readonly details: unknown;

  constructor(kind: ErrorKind, message: string, details?: unknown) {
    super(message);
    this.name = new.target.name;
    this.kind = kind;
    this.details = details;
  }
}

/** The request cannot be understood or breaks a rule. */
export class Invalid extends SheafError {
  constructor(message: string, details?: unknown) {
    super('invalid', message, details);
  }
}

/** No such thing, or not one that the actor may see. */
export class NotFound extends SheafError {
  constructor(what: string, id: string) {
    super('not-found', `There is no ${what} ${id}. It may have been deleted.`);
  }
}

/** Something changed since the client looked; nothing was applied. */
export class Conflict extends SheafError {
  constructor(message: string, details?: unknown) {
    super('conflict', message, details);
  }
}

/** A limit was passed; the message names the limit and the actual value. */
export class TooLarge extends SheafError {
  constructor(message: string, details?: unknown) {
    super('too-large', message, details);
  }
}

/** A part that is needed does not answer now (database, disk); trying again can help. */
export class Unavailable extends SheafError {
  constructor(message: string) {
    super('unavailable', message);
  }
}

/** The JSON body of every error answer. */
export type ErrorBody = {
  error: { kind: ErrorKind | 'internal'; message: string; details?: unknown };
};
