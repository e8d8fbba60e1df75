import { useEffect, useEffectEvent, useState } from "react";

const PAUSE_MS = 120;

/** What a source finds for a text, after a short pause in typing; the answer to an older text is dropped. */
export function useSuggestions<Found>(
  text: string,
  complete: (text: string, signal: AbortSignal) => Promise<readonly Found[]>,
): readonly Found[] {
  const [found, setFound] = useState<readonly Found[]>([]);
  const ask = useEffectEvent(complete);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === "") return setFound([]);
    const controller = new AbortController();
    const look = () =>
      ask(wanted, controller.signal).then(
        (answer) => !controller.signal.aborted && setFound(answer),
        // Without suggestions one can still type: the field must not fail for them.
        () => !controller.signal.aborted && setFound([]),
      );
    const timer = setTimeout(() => void look(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  return found;
}
