import { useEffect, useState } from 'react';

/** What is answered within this time is not worth a word. */
const QUIET_MS = 600;

/** Turns true once `isOn` has been so for a while. */
export function useLasting(isOn: boolean): boolean {
  const [isLasting, setIsLasting] = useState(false);
  useEffect(() => {
    if (!isOn) return setIsLasting(false);
    const timer = setTimeout(() => setIsLasting(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [isOn]);
  return isOn && isLasting;
}
