import { useEffect } from "react";
import { t } from "../words/index.ts";

/** Names the tab: the page, then the program. A page sets a longer one once it knows what it shows. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
}
