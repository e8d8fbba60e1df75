import { Spotlight } from "@mantine/spotlight";
import type { ReactNode } from "react";
import { useWords } from "../words/index.ts";

interface Action {
  id: string;
  label: string;
  description?: string;
  leftSection: ReactNode;
  onClick: () => void;
}

interface PaletteFoundProps {
  /** Of the list, for the field above it. */
  id: string;
  groups: readonly { group: string; actions: readonly Action[] }[];
  /** The action that Enter takes. */
  marked: string | undefined;
  /** The ID of its element. */
  optionOf: (id: string) => string;
}

/** What the palette has found: a list of which the focus, which stays in the field, tells a screen reader. */
export function PaletteFound({ id: list, groups, marked, optionOf }: PaletteFoundProps) {
  const { t } = useWords();
  return (
    <Spotlight.ActionsList>
      <div role="listbox" id={list} aria-label={t("palette.found")}>
        {groups.map(({ group, actions }) => (
          <Spotlight.ActionsGroup key={group} label={group} role="group" aria-label={group}>
            {actions.map(({ id, ...action }) => (
              <Spotlight.Action
                key={id}
                role="option"
                // Mantine keeps an ID for itself.
                ref={(element) => element?.setAttribute("id", optionOf(id))}
                aria-selected={id === marked}
                data-selected={id === marked || undefined}
                {...action}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </div>
    </Spotlight.ActionsList>
  );
}
