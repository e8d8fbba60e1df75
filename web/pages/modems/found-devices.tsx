import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../../api.ts";
import { useWords } from "../../words/index.ts";

/** The serial devices of the gateway's machine that no modem uses: one is taken by a click. */
export function FoundDevices({ chosen, onChoose }: { chosen: string; onChoose: (device: string) => void }) {
  const { t } = useWords();
  const { data } = useQuery({
    queryKey: ["modem-devices"],
    staleTime: 0,
    queryFn: () => answerOf(api.GET("/api/v1/modem-devices")),
  });
  const free = data?.items.filter(({ modem }) => modem === undefined) ?? [];
  if (data === undefined) return null;
  if (free.length === 0) return <p className="quiet">{t("modems.noneFound")}</p>;
  return (
    <section className="found-devices" aria-label={t("modems.found")}>
      <p>{t("modems.found")}</p>
      <ul>
        {free.map(({ device, label, path }) => (
          <li key={device}>
            <span>
              {label} {label !== path && <span className="quiet">{path}</span>}
            </span>
            <Button
              size="compact-sm"
              aria-pressed={chosen === device}
              aria-label={t("modems.takeDevice", { path })}
              onClick={() => onChoose(device)}
            >
              {t("modems.take")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
