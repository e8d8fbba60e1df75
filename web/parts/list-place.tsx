import { type ReactNode, useCallback } from "react";
import { useLocation, useRoute } from "wouter";
import { idIn } from "./id-in.ts";
import { NoSuch } from "./no-such.tsx";

/** Where somebody is on a page of a list, by its path: at the list alone, at one thing of it, or at a new one. */
export interface ListPlace {
  /** Of the opened thing. */
  id: number | undefined;
  isNew: boolean;
  /** To the list alone. */
  back: () => void;
  open: (thing: { id: number }) => void;
  openNew: () => void;
  /** In place of the new one, which is made now: *Back* leads to the list. */
  openAdded: (thing: { id: number }) => void;
  /** The detail for `ListDetail`: that of the opened thing, or that there is none at such a path. */
  detail: (show: (id: number) => ReactNode) => ReactNode;
}

/**
 * @param path  of the page: `/webhooks`
 * @param search  what its paths keep of the query: `?q=anna`
 */
export function useListPlace(path: string, search = ""): ListPlace {
  const [, navigate] = useLocation();
  const [, route] = useRoute<{ place: string }>(`${path}/:place`);
  const place = route?.place;
  const isNew = place === "new";
  const id = place === undefined ? undefined : idIn(place);
  const back = useCallback(() => navigate(`${path}${search}`), [navigate, path, search]);
  const to = (thing: { id: number }) => `${path}/${thing.id}${search}`;
  return {
    id,
    isNew,
    back,
    open: (thing) => navigate(to(thing)),
    openNew: () => navigate(`${path}/new${search}`),
    openAdded: (thing) => navigate(to(thing), { replace: true }),
    detail(show) {
      if (id !== undefined) return show(id);
      return place !== undefined && !isNew && <NoSuch id={place} onClose={back} />;
    },
  };
}
