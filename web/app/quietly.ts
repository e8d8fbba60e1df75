import { useCallback, useEffect, useRef } from "react";

/** At most one reading in a second, however much happens. */
const QUIET_MS = 1_000;

/** What calls `read` a moment after it was called first; calls in between are covered by that. Keep `read` stable. */
export function useQuietly(read: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      read();
    }, QUIET_MS);
  }, [read]);
}
