import { Button, Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../../words/index.ts";
import { DestinationFields } from "./destination-fields.tsx";
import { type DestinationDraft, KINDS, newDestination, newId, shifted } from "./draft.ts";
import { useFaultAt } from "./faults.tsx";
import { ItemMenu } from "./item-menu.tsx";

interface DestinationsProps {
  destinations: readonly DestinationDraft[];
  onChange: (destinations: readonly DestinationDraft[]) => void;
}

/** Where a message goes that matches. */
export function Destinations({ destinations, onChange }: DestinationsProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <div className="rule-list">
      {destinations.length === 0 && <p className="quiet">{t("routing.noDestination")}</p>}
      {destinations.map((destination, index) => {
        const { id, kind } = destination;
        const fault = faultAt(`/then/${index}`, "exactly") ?? faultAt(`/then/${index}/${kind}`, "exactly");
        // A name stands behind its kind, and its faults at the field.
        const isNamed = kind === "contact" || kind === "group" || kind === "number" || kind === "webhook";
        return (
          <section key={id} className="destination" aria-label={t(`routing.destination.${kind}`)}>
            <header className="destination-head">
              <h3>{t(`routing.destination.${kind}`)}</h3>
              <ItemMenu
                label={t("routing.menuOfDestination", { place: index + 1 })}
                actions={[
                  {
                    label: t("routing.up"),
                    run: index > 0 ? () => onChange(shifted(destinations, index, -1)) : undefined,
                  },
                  {
                    label: t("routing.down"),
                    run: index < destinations.length - 1 ? () => onChange(shifted(destinations, index, 1)) : undefined,
                  },
                  {
                    label: t("routing.copy"),
                    run: () => onChange(destinations.toSpliced(index + 1, 0, { ...destination, id: newId() })),
                  },
                  {
                    label: t("common.delete"),
                    run: () => onChange(destinations.toSpliced(index, 1)),
                    isRed: true,
                  },
                ]}
              />
            </header>
            <DestinationFields
              destination={destination}
              pointer={`/then/${index}`}
              onChange={(next) => onChange(destinations.with(index, next))}
            />
            {fault !== undefined && !isNamed && <p className="leaf-error">{fault}</p>}
          </section>
        );
      })}
      <div>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="compact-sm" leftSection={<IconPlus size={14} aria-hidden="true" />}>
              {t("routing.addDestination")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map((kind) => (
              <Menu.Item key={kind} onClick={() => onChange([...destinations, newDestination(kind)])}>
                <span className="destination-choice">
                  <span>{t(`routing.destination.${kind}`)}</span>
                  <span className="quiet">{t(`routing.about.${kind}`)}</span>
                </span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
