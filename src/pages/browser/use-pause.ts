import { useEffect, useState } from 'react';

/** A value that follows another one when that has stood for a while. @param pause milliseconds */
export function usePause<Value>(value: Value, pause: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [value, pause]);
  return settled;
}
