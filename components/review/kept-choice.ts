import { useCallback, useEffect, useState } from 'react';

/** A choice about the look of a screen that this browser keeps; `fallback` until it was read, or when it is none of `options`. */
export function useKeptChoice<Choice extends string>(
  name: string,
  options: readonly Choice[],
  fallback: Choice,
): [Choice, (choice: Choice) => void] {
  const [choice, setChoice] = useState(fallback);
  useEffect(() => {
    const kept = options.find((option) => option === localStorage.getItem(name));
    if (kept !== undefined) setChoice(kept);
  }, [name, options]);
  const keep = useCallback(
    (next: Choice) => {
      localStorage.setItem(name, next);
      setChoice(next);
    },
    [name],
  );
  return [choice, keep];
}
