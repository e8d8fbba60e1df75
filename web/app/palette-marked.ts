import { type KeyboardEvent, useEffect, useState } from "react";

const MARKED = "[data-action][data-selected]";

interface MarkedOptions {
  /** What is listed, in its order. */
  ids: readonly string[];
  /** Whether nothing can still come in before the first of them. */
  isFirstKnown: boolean;
  /** Enter was pressed before the first was known. */
  isTaking: boolean;
  setTaking(isTaking: boolean): void;
}

interface Marked {
  /** Its ID; nothing while it is not known. */
  marked: string | undefined;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
  /** Something else is typed. */
  forget(): void;
}

/**
 * Which action of the palette Enter takes: the one that the arrows went to, otherwise the first that fits what is typed. The field
 * of Mantine keeps its mark at an element, which is gone when the list is drawn anew; this one is kept by ID. Whoever presses Enter while the
 * first may still come in gets it as soon as it is known.
 */
export function useMarked({ ids, isFirstKnown, isTaking, setTaking }: MarkedOptions): Marked {
  const [goneTo, setGoneTo] = useState<string>();
  const isChosen = goneTo !== undefined && ids.includes(goneTo);
  const isKnown = isChosen || isFirstKnown;
  const marked = isChosen ? goneTo : isFirstKnown ? ids[0] : undefined;
  useEffect(() => {
    if (marked !== undefined) document.querySelector(MARKED)?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  useEffect(() => {
    if (!isTaking || !isKnown) return;
    setTaking(false);
    document.querySelector<HTMLElement>(MARKED)?.click();
  }, [isTaking, isKnown, setTaking]);
  const goBy = (steps: number) => {
    setTaking(false);
    const from = marked === undefined ? Math.min(0, -steps) : ids.indexOf(marked);
    setGoneTo(ids.at((from + steps) % ids.length));
  };
  return {
    marked,
    onKeyDown(event) {
      if (event.nativeEvent.isComposing) return;
      if (event.key === "Enter") setTaking(true);
      else if (event.key === "ArrowDown") goBy(1);
      else if (event.key === "ArrowUp") goBy(-1);
      else return;
      event.preventDefault();
    },
    forget() {
      setGoneTo(undefined);
      setTaking(false);
    },
  };
}
