import { useEffect, useState } from 'react';

/**
 * A value that follows once it has rested for `restMs` and is not held, at once when `scope` changes: rows are laid out anew
 * when the boundary has come to rest, so that tiles do not jump while it moves.
 */
export function useSettledValue<Value>(value: Value, scope: string, isHeld: boolean, restMs: number): Value {
  const [settled, setSettled] = useState({ value, scope });
  const isCurrent = settled.scope === scope;
  if (!isCurrent) setSettled({ value, scope });
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => setSettled({ value, scope }), restMs);
    return () => clearTimeout(timer);
  }, [value, scope, isHeld, restMs]);
  return isCurrent ? settled.value : value;
}
