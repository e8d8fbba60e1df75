import { type DragEvent, type KeyboardEvent, useState } from "react";
import { t } from "../words/index.ts";

interface ReorderOptions {
  order: readonly number[];
  nameOf: (id: number) => string;
  /** Stores another order; it is shown at once. */
  save: (order: readonly number[]) => void;
}

/** A list that is put in order by mouse and by arrow keys; `said` is for a screen reader. Its look: `order` in `parts.css`. */
export function useReorder({ order, nameOf, save }: ReorderOptions) {
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [said, setSaid] = useState("");
  const move = (id: number, place: number) => {
    if (place < 0 || place >= order.length || order[place] === id) return;
    save(order.filter((each) => each !== id).toSpliced(place, 0, id));
    setSaid(t("parts.order.movedTo", { name: nameOf(id), place: place + 1, of: order.length }));
  };
  const end = () => {
    setDragged(undefined);
    setOver(undefined);
  };
  return {
    move,
    said,
    /** What makes a row draggable. */
    rowOf: (id: number) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", nameOf(id));
        setDragged(id);
      },
      onDragOver: (event: DragEvent) => {
        if (dragged === undefined) return;
        event.preventDefault();
        setOver(id);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        if (dragged !== undefined) move(dragged, order.indexOf(id));
        end();
      },
      onDragEnd: end,
      "data-dragged": dragged === id || undefined,
      "data-over": (dragged !== undefined && dragged !== id && over === id) || undefined,
    }),
    /** The arrow keys, for the grip of a row. */
    keysOf: (id: number) => (event: KeyboardEvent) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      move(id, order.indexOf(id) + step);
    },
  };
}
