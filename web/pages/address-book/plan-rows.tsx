import { Button, Tabs } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { useSession } from "../../app/session.tsx";
import { phoneText } from "../../format.ts";
import { saveFile } from "../../parts/save-file.ts";
import { useWords } from "../../words/index.ts";
import type { KeptPlan } from "./import-kept.ts";
import type { Import, Plan } from "./import-queries.ts";
import { problemText } from "./problem-words.ts";

type PlanRow = Plan["rows"][number];
type Kind = "refused" | "added" | "changed" | "removed";
const KINDS: readonly Kind[] = ["refused", "added", "changed", "removed"];

/** What becomes of each row, by what becomes of it; the refused ones first. */
export function PlanRows({ kept: { plan, name }, state }: { kept: KeptPlan; state: Import["state"] }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const kinds = KINDS.filter((kind) => plan.counts[kind] > 0);
  const [first] = kinds;
  if (first === undefined) return plan.kept.length > 0 ? <PlanGroups plan={plan} isDone={state === "done"} /> : null;
  const asked = params.get("show");
  const shown = kinds.find((kind) => kind === asked) ?? first;
  const show = (kind: string | null) => setParams(kind === null ? {} : { show: kind }, { replace: true });
  return (
    <section aria-label={t("addressBook.rowsOfPlan")}>
      <PlanGroups plan={plan} isDone={state === "done"} />
      <Tabs value={shown} onChange={show}>
        <Tabs.List>
          {kinds.map((kind) => (
            <Tabs.Tab key={kind} value={kind}>
              {t(`addressBook.tab.${kind}`, { count: plan.counts[kind] })}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {kinds.map((kind) => (
          <Tabs.Panel key={kind} value={kind}>
            {kind === "refused" && <Refused plan={plan} name={name} />}
            <Rows kind={kind} plan={plan} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

/** Groups that come and go with it, and who stays because policies call them. */
function PlanGroups({
  plan: { addedGroups, removedGroups, kept, keptGroups },
  isDone,
}: {
  plan: Plan;
  isDone: boolean;
}) {
  const { t } = useWords();
  const added = { groups: addedGroups.join(", ") };
  const calls = { names: [...kept, ...keptGroups].join(", ") };
  const removed = { groups: removedGroups.join(", ") };
  return (
    <>
      {addedGroups.length > 0 && (
        <p className="plan-groups">{t(isDone ? "addressBook.groupsAdded" : "addressBook.groupsNew", added)}</p>
      )}
      {removedGroups.length > 0 && (
        <p className="plan-groups">{t(isDone ? "addressBook.groupsRemoved" : "addressBook.groupsGone", removed)}</p>
      )}
      {calls.names !== "" && <p className="plan-groups">{t("addressBook.calledStay", calls)}</p>}
    </>
  );
}

/** What to do about refused rows: take them away, correct them, import them again. */
function Refused({ plan, name }: { plan: Plan; name: string }) {
  const { t } = useWords();
  const texts = plan.rows.flatMap(({ text }) => text ?? []);
  const save = () => {
    const lines = plan.header === undefined ? texts : [plan.header, ...texts];
    const base = name === "" ? t("addressBook.fileName") : name.replace(/\.\w+$/, "");
    saveFile(`\ufeff${lines.join("\r\n")}\r\n`, {
      name: `${base}-${t("addressBook.fileRefused")}.csv`,
      type: "text/csv",
    });
  };
  return (
    <div className="plan-refused">
      <p>{t("addressBook.refusedHelp")}</p>
      <Button leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />} onClick={save}>
        {t("addressBook.saveRefused")}
      </Button>
    </div>
  );
}

function Rows({ kind, plan }: { kind: Kind; plan: Plan }) {
  const { t } = useWords();
  const rows = plan.rows.filter(({ outcome }) => outcome === kind);
  const count = kind === "removed" ? plan.removed.length : rows.length;
  const all = plan.counts[kind];
  return (
    <>
      <ul className="plan-rows">
        {kind === "removed"
          ? plan.removed.map((name) => (
              <li key={name}>
                <span className="plan-name">{name}</span>
              </li>
            ))
          : rows.map((row) => <Row key={row.line} row={row} />)}
      </ul>
      {all > count && <p className="quiet">{t("addressBook.firstOf", { count, all })}</p>}
    </>
  );
}

/** What the gateway calls a row without a name; the name is then how it begins. */
const NO_NAME = "the name is empty";

function Row({ row }: { row: PlanRow }) {
  const { t } = useWords();
  return (
    <li>
      <span className="plan-line">{t("addressBook.line", { line: row.line })}</span>
      <span className="plan-name">
        {row.problems?.includes(NO_NAME) ? <span className="quiet">{t("addressBook.noName")}</span> : row.name}
      </span>
      <div className="plan-what">
        {row.problems?.map((problem) => (
          <p key={problem}>{problemText(problem)}</p>
        ))}
        {row.text !== undefined && <code>{row.text}</code>}
        {row.outcome === "added" && <Added row={row} />}
        {row.outcome === "changed" && row.changes?.map((change) => <Change key={change.field} change={change} />)}
        {row.outcome === "changed" && <Moves row={row} />}
      </div>
    </li>
  );
}

type FieldChange = NonNullable<PlanRow["changes"]>[number];

const shownOf = (field: FieldChange["field"], text: string) => (field === "number" ? phoneText(text) : text);

function Added({ row: { changes = [], joins = [] } }: { row: PlanRow }) {
  const { t } = useWords();
  const texts = changes.flatMap(({ field, after }) => (after === undefined ? [] : shownOf(field, after)));
  if (joins.length > 0) texts.push(t("addressBook.joins", { groups: joins.join(", ") }));
  return <p>{texts.length === 0 ? t("addressBook.nameAlone") : texts.join(" · ")}</p>;
}

/** Before and after, so that nobody has to compare. */
function Change({ change: { field, before, after } }: { change: FieldChange }) {
  const { t } = useWords();
  const { may } = useSession();
  const was: ReactNode =
    before === undefined ? (
      may("contacts") && <span className="quiet">{t("addressBook.nothing")}</span>
    ) : (
      <del>{shownOf(field, before)}</del>
    );
  return (
    <p>
      <span className="quiet">{t("addressBook.field", { field: t(`addressBook.${field}`) })}</span> {was}
      {was !== false && <span className="quiet"> → </span>}
      {after === undefined ? (
        <span className="quiet">{t("addressBook.nothing")}</span>
      ) : (
        <ins>{shownOf(field, after)}</ins>
      )}
    </p>
  );
}

function Moves({ row: { joins = [], leaves = [] } }: { row: PlanRow }) {
  const { t } = useWords();
  return (
    <>
      {joins.length > 0 && <p>{t("addressBook.joins", { groups: joins.join(", ") })}</p>}
      {leaves.length > 0 && <p>{t("addressBook.leaves", { groups: leaves.join(", ") })}</p>}
    </>
  );
}
