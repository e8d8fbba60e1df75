import { type RefObject, useEffect, useRef } from "react";
import type { Faults } from "./faults.ts";

const INVALID = ":is(input, textarea, select):is([aria-invalid=true], [data-invalid])";

/**
 * Brings what is wrong into view once it is drawn, with the focus in the first field that is wrong; where no field is, beside
 * the button.
 *
 * @param faults  another object for each attempt
 * @returns of the form
 */
export function useShownFault(faults: Faults): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (faults.rest === undefined && Object.keys(faults.fields).length === 0) return;
    const invalid = form.current?.querySelector<HTMLElement>(INVALID);
    const place = invalid ?? form.current?.querySelector<HTMLElement>("[role=alert]");
    (invalid ?? form.current?.querySelector<HTMLElement>("[type=submit]"))?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: "center" });
  }, [faults]);
  return form;
}
