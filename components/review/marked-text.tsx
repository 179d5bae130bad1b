'use client';

import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { api } from '@/components/shell/api';
import { formatCount } from '@/components/ui/format';
import { markMatches } from '@/lib/review/search-marks';
import { markWords } from '@/lib/review/word-marks';
import { PREVIEW_CODE_POINTS, type SampleDetail } from '@/lib/samples/sample';

/** What is marked: words that tell a group from others, or the hits of a search. */
export type TextMarks = ReadonlySet<string> | RegExp;

/** Characters of a text that the list shows at most; looking closer shows the rest. */
const SHOWN_LENGTH = 1_500;

/** The whole text of a sample; the preview stands in until it is there. */
export function useWholeText(sampleId: string, preview: string, isWanted: boolean): string {
  const isCut = [...preview].length >= PREVIEW_CODE_POINTS;
  const { data } = useQuery({
    queryKey: ['sample', sampleId, 'text'],
    queryFn: ({ signal }) => api.get<SampleDetail>(`/api/samples/${sampleId}`, signal),
    enabled: isWanted && isCut,
    staleTime: Number.POSITIVE_INFINITY,
    select: (sample) => sample.text,
  });
  return data ?? preview;
}

/** The beginning of a text with its distinguishing words marked: always as text, whatever is in it. */
export function MarkedText({ text, words }: { text: string; words: TextMarks | null }) {
  return words === null ? text : <Marked text={text} words={words} />;
}

/** The whole text, read when it comes on the screen. */
export function WholeText({ text, sampleId, words }: { text: string; sampleId: string; words: TextMarks | null }) {
  const whole = useWholeText(sampleId, text, true);
  const shown = whole.slice(0, SHOWN_LENGTH);
  const restCount = whole.length - shown.length;
  return (
    <>
      <MarkedText text={shown} words={words} />
      {restCount > 0 && <span className="text-ink-3"> … {formatCount(restCount)} more characters</span>}
    </>
  );
}

/** A text in parts, the given words or hits marked. */
export function Marked({ text, words }: { text: string; words: TextMarks }) {
  const parts = words instanceof RegExp ? markMatches(text, words) : markWords(text, words);
  return parts.map((part, position) => {
    const key = `${position}-${part.text}`;
    return part.isMarked ? <mark key={key}>{part.text}</mark> : <Fragment key={key}>{part.text}</Fragment>;
  });
}
