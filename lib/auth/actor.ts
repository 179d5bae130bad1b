/** Who acts in this request: a name that the browser chose, unauthenticated, kept as a Person. */
export type Actor = { personId: string; personName: string };

/** The request header that names the actor, percent-encoded UTF-8. */
export const PERSON_HEADER = 'x-person';
