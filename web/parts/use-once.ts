import { useCallback, useRef, useState } from "react";
import { newIdempotencyKey } from "../api.ts";

/** Does a thing, with the `Idempotency-Key` for it. */
type Act = (key: string) => Promise<unknown>;

/**
 * Does a thing once however often the button is pressed: what is asked for while it is on its way is not done. The same thing keeps its
 * key until it is done, so that trying again because the answer got lost does nothing twice.
 */
export function useOnce() {
  const isPending = useRef(false);
  const attempt = useRef<{ key: string; what: string }>(undefined);
  const [isBusy, setBusy] = useState(false);
  /** @param what  tells one thing from another: other values have another key. @throws what `act` throws */
  const once = useCallback(async (act: Act, what = ""): Promise<void> => {
    // State is drawn too late for a second press.
    if (isPending.current) return;
    isPending.current = true;
    setBusy(true);
    if (attempt.current?.what !== what) attempt.current = { key: newIdempotencyKey(), what };
    try {
      await act(attempt.current.key);
      attempt.current = undefined;
    } finally {
      isPending.current = false;
      setBusy(false);
    }
  }, []);
  return { once, isBusy };
}
