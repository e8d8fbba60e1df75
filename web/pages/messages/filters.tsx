import { useQuery } from "@tanstack/react-query";
import { modemsQuery } from "../../app/modems.ts";
import { useSession } from "../../app/session.tsx";
import { type Filter, Filters } from "../../parts/filters.tsx";
import { useWords } from "../../words/index.ts";
import { CHANNELS, KINDS, STATES_OF, type Tab } from "./query.ts";

/** What the list of a tab can be narrowed by. */
export function MessageFilters({ tab }: { tab: Tab }) {
  const { t } = useWords();
  const { may, me } = useSession();
  const modems = useModemNames(may("sim"));
  const modem: Filter =
    modems === undefined
      ? { key: "modem", label: t("messages.modem"), input: "text" }
      : {
          key: "modem",
          label: t("messages.modem"),
          options: modems.map((name) => ({ value: name, label: name })),
          one: true,
        };
  const own: Filter[] =
    tab === "incoming"
      ? [
          {
            key: "read",
            label: t("messages.read"),
            options: [
              { value: "false", label: t("messages.isUnread") },
              { value: "true", label: t("messages.isRead") },
            ],
            one: true,
          },
          {
            key: "kind",
            label: t("messages.kind"),
            options: KINDS.map((value) => ({ value, label: t(`messages.kind.${value}`) })),
          },
        ]
      : [
          {
            key: "state",
            label: t("messages.state"),
            options: STATES_OF[tab].map((state) => ({ value: state, label: t(`parts.state.${state}`) })),
          },
          ...(may("sent-messages") ? [{ key: "user", label: t("messages.user"), input: "text" } as const] : []),
        ];
  const filters: Filter[] = [
    ...own,
    { key: "number", label: t("messages.number"), input: "tel" },
    ...(may("contacts") ? [{ key: "contact", label: t("messages.contact"), input: "text" } as const] : []),
    {
      key: "channel",
      label: t("messages.channel"),
      options: CHANNELS.map((value) => ({ value, label: t(`messages.channel.${value}`) })),
    },
    modem,
    { key: "since", label: t("messages.since"), input: "date" },
    { key: "until", label: t("messages.until"), input: "date" },
  ];
  return <Filters name={`messages.${tab}`} filters={filters} numbersOnly={!me.searchesTexts} />;
}

/** Those of the gateway, for who may see them. */
function useModemNames(isAllowed: boolean): string[] | undefined {
  const { data } = useQuery({ ...modemsQuery, enabled: isAllowed, staleTime: 60_000 });
  return data?.items.map(({ name }) => name);
}
