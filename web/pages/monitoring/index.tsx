import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "../../api.ts";
import { briefText } from "../../format.ts";
import { isDamaged } from "../../parts/damaged.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ExportButton } from "../../parts/export-button.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { wholeList } from "../../parts/whole-list.ts";
import { useWords } from "../../words/index.ts";
import { CheckDetail } from "./check-detail.tsx";
import { CheckForm } from "./check-form.tsx";
import { CheckState } from "./check-state.tsx";
import { NEW_DRAFT } from "./draft.ts";
import { CHECKS_KEY, type Check, type CheckDraft, checksQuery } from "./queries.ts";
import "./monitoring.css";

/** What the gateway watches, and how it is. */
export default function MonitoringPage() {
  const { t, said } = useWords();
  const queries = useQueryClient();
  const place = useListPlace("/monitoring");
  const checks = useQuery(checksQuery);
  const source = wholeList(checks);
  const rows = source.rows.toSorted((one, other) => weightOf(one) - weightOf(other));
  async function add(body: CheckDraft, key: string) {
    const params = { header: { "Idempotency-Key": key } };
    const added = await answerOf(api.POST("/api/v1/checks", { params, body }));
    await queries.invalidateQueries({ queryKey: CHECKS_KEY });
    place.openAdded(added);
  }
  const addButton = (
    <Button variant="filled" onClick={place.openNew}>
      {t("monitoring.add")}
    </Button>
  );
  const lastOf = ({ last }: Check) => (last === undefined ? "" : briefText(last.at));
  const foundOf = (check: Check) =>
    isDamaged(check) ? "" : check.last === undefined ? t("monitoring.notRun") : said(check.last.text);
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <CheckDetail key={id} id={id} onClose={place.back} />)}
    >
      <PageHeader
        title={t("monitoring.title")}
        primary={checks.data?.length === 0 ? undefined : addButton}
        actions={
          rows.length > 0 && (
            <ExportButton
              file="checks.json"
              read={() => answerOf(api.GET("/api/v1/checks/export", { parseAs: "text" }))}
            >
              {t("monitoring.export")}
            </ExportButton>
          )
        }
      >
        {checks.data === undefined ? t("monitoring.answerLoading") : <Answer checks={checks.data} />}
      </PageHeader>
      <List
        label={t("monitoring.title")}
        source={{ ...source, rows }}
        keyOf={(check) => check.id}
        columns={[
          { key: "name", head: t("monitoring.name"), width: "minmax(0, 0.8fr)", show: ({ name }) => name },
          {
            key: "state",
            head: t("monitoring.stateHead"),
            width: "14rem",
            show: (check) => <CheckState check={check} />,
          },
          { key: "found", head: t("monitoring.found"), width: "minmax(0, 1.2fr)", show: foundOf },
          // Beside the detail there is room for what was found.
          ...(place.id === undefined
            ? [{ key: "last", head: t("monitoring.lastRun"), width: "7rem", show: lastOf }]
            : []),
        ]}
        narrow={(check) => ({
          who: check.name,
          when: lastOf(check),
          text: foundOf(check),
          state: <CheckState check={check} />,
        })}
        opened={place.id}
        onOpen={place.open}
        empty={
          <EmptyState title={t("monitoring.none")} action={addButton}>
            {t("monitoring.noneHelp")}
          </EmptyState>
        }
        failed={t("monitoring.notLoaded")}
      />
      <Sheet opened={place.isNew} onClose={place.back} title={t("monitoring.add")}>
        <CheckForm initial={NEW_DRAFT} save={t("monitoring.add")} onSave={add} onClose={place.back} />
      </Sheet>
    </ListDetail>
  );
}

/** What is down or damaged stands first, what is switched off last. */
const weightOf = (check: Check) => (isDamaged(check) ? 0 : weightBy(check));
const weightBy = ({ state, isFlapping }: Check) =>
  state === "down" ? 0 : isFlapping ? 1 : state === "disabled" ? 4 : state === "unknown" ? 2 : 3;

function Answer({ checks }: { checks: readonly Check[] }) {
  const { t } = useWords();
  if (checks.length === 0) return t("monitoring.answerNone");
  const count = (of: (check: Check) => boolean) => checks.filter(of).length;
  const down = count(({ state }) => state === "down");
  const flapping = count(({ state, isFlapping }) => state === "up" && isFlapping);
  const waiting = count(({ state }) => state === "unknown");
  const damaged = checks.filter(isDamaged).map(({ name }) => name);
  const isWell = down + flapping + waiting + damaged.length === 0;
  return [
    ...(damaged.length > 0 ? [`${t("parts.damaged")}: ${damaged.join(", ")}.`] : []),
    ...(down > 0 ? [t("monitoring.answerDown", { count: down })] : []),
    ...(flapping > 0 ? [t("monitoring.answerFlapping", { count: flapping })] : []),
    ...(waiting > 0 ? [t("monitoring.answerWaiting", { count: waiting })] : []),
    ...(isWell ? [t("monitoring.answerWell", { count: count(({ state }) => state === "up") })] : []),
  ].join(" ");
}
