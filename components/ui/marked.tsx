import { Fragment } from 'react';

type Piece = { at: number; piece: string; marked: boolean };

/** Where a wanted text stands in another, cut into plain and marked pieces; case does not matter. */
export function cutAtMatches(text: string, wanted: string): Piece[] {
  const needle = wanted.trim().toLowerCase();
  const haystack = text.toLowerCase();
  if (needle === '' || haystack.length !== text.length) return [{ at: 0, piece: text, marked: false }];
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, from)) {
    if (at > from) pieces.push({ at: from, piece: text.slice(from, at), marked: false });
    pieces.push({ at, piece: text.slice(at, at + needle.length), marked: true });
    from = at + needle.length;
  }
  if (from < text.length) pieces.push({ at: from, piece: text.slice(from), marked: false });
  return pieces;
}

/** A text with every place marked where the wanted letters stand. */
export function Marked({ text, wanted }: { text: string; wanted: string }) {
  return cutAtMatches(text, wanted).map(({ at, piece, marked }) =>
    marked ? <mark key={at}>{piece}</mark> : <Fragment key={at}>{piece}</Fragment>,
  );
}
