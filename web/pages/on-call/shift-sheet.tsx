import { Button, Chip, SegmentedControl, Skeleton, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { failureOf } from "../../api.ts";
import { GROUPS_KEY, type Group, putShifts, type Shifts, shiftsQuery } from "../../app/rota.ts";
import { zonedText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import type { RosterChanges } from "./use-roster.ts";
import { instantAt, wallAt } from "./zone.ts";

/** What the sheet is opened with: a shift of every week, new or by its place in the list; or a time of one date. */
export type Drafted = { kind: "weekly"; shift?: number } | { kind: "once"; from: string; until: string };

interface ShiftSheetProps {
  group: Group;
  zone: string;
  drafted: Drafted | undefined;
  changes: RosterChanges;
  onClose: () => void;
}

/** Puts somebody on call: every week, or once. */
export function ShiftSheet(props: ShiftSheetProps) {
  const { group, drafted, onClose } = props;
  const { t } = useWords();
  const isEdit = drafted?.kind === "weekly" && drafted.shift !== undefined;
  const query = useQuery({ ...shiftsQuery(group.id), enabled: drafted !== undefined });
  const { data, refetch } = query;
  const error = failureOf(query);
  return (
    <Sheet opened={drafted !== undefined} onClose={onClose} title={t(isEdit ? "onCall.editShift" : "onCall.addShift")}>
      {error !== undefined ? (
        <ErrorState title={t("onCall.notLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      ) : data === undefined || drafted === undefined ? (
        <Skeleton h={360} />
      ) : (
        <Fields {...props} drafted={drafted} shifts={data} />
      )}
    </Sheet>
  );
}

type Shift = Shifts["shifts"][number];
type WeekDay = Shift["days"][number];
const DAYS: readonly WeekDay[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** A Monday: to name the days of the week. */
const A_MONDAY = Date.UTC(2026, 0, 5, 12);
const DAY_MS = 86_400_000;
const NEW: Pick<Shift, "days" | "from" | "to"> = {
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "08:00",
  to: "17:00",
};

type FieldsProps = ShiftSheetProps & { drafted: Drafted; shifts: { data: Shifts; etag: string } };

function Fields({ group, zone, drafted, changes, shifts, onClose }: FieldsProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const place = drafted.kind === "weekly" ? drafted.shift : undefined;
  const edited = place === undefined ? undefined : shifts.data.shifts[place];
  const [isOnce, setOnce] = useState(drafted.kind === "once");
  const [contact, setContact] = useState<string | null>(edited === undefined ? null : String(edited.contact));
  const [week, setWeek] = useState(edited ?? NEW);
  const [times, setTimes] = useState(() => onceOf(drafted, zone));
  const [begun] = useState({ contact, week, times });
  const [isBusy, setBusy] = useState(false);
  useUnsaved((contact !== begun.contact || week !== begun.week || times !== begun.times) && !isBusy);
  const [failure, setFailure] = useState<string>();
  const [isTried, setTried] = useState(false);
  const isBackwards = isOnce && (times.from === "" || times.until <= times.from);

  async function run(work: () => Promise<void>) {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  async function store(list: Shift[], said: string) {
    const again = () => queries.invalidateQueries({ queryKey: GROUPS_KEY });
    const takeBack = await putShifts(group.id, shifts, { timeZone: shifts.data.timeZone ?? zone, shifts: list });
    await again();
    tellDone(said, async () => {
      await takeBack();
      await again();
    });
  }
  const others = shifts.data.shifts.filter((_, index) => index !== place);
  const name = changes.members.find(({ id }) => String(id) === contact)?.name ?? "";

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (contact === null || (isOnce ? isBackwards : week.days.length === 0)) return;
    const who = Number(contact);
    if (isOnce) {
      onClose();
      void changes.addOnce({ contact: who, from: instantOf(times.from, zone), until: instantOf(times.until, zone) });
      return;
    }
    const shift = { ...week, contact: who };
    const list = edited === undefined ? [...others, shift] : shifts.data.shifts.with(place ?? 0, shift);
    void run(() => store(list, t("onCall.shiftSaved", { name })));
  }

  return (
    <form className="sheet-form" noValidate onSubmit={submit}>
      {edited === undefined && shifts.data.timeZone !== undefined && (
        <SegmentedControl
          aria-label={t("onCall.howOften")}
          data={[
            { value: "weekly", label: t("onCall.weekly") },
            { value: "once", label: t("onCall.once") },
          ]}
          value={isOnce ? "once" : "weekly"}
          onChange={(value) => setOnce(value === "once")}
        />
      )}
      <SearchSelect
        label={t("onCall.who")}
        data={changes.members.map((member) => ({ value: String(member.id), label: member.name }))}
        value={contact}
        onChange={setContact}
        error={isTried && contact === null ? t("onCall.whoMissing") : undefined}
        nothingFoundMessage={t("onCall.noSuchMember")}
      />
      {isOnce ? (
        <Once times={times} onChange={setTimes} error={isTried && isBackwards ? t("onCall.backwards") : undefined} />
      ) : (
        <Weekly week={week} onChange={setWeek} isTried={isTried} />
      )}
      <p className="quiet">{t("onCall.byClock", { zone: shifts.data.timeZone ?? zone })}</p>
      {failure !== undefined && <ErrorState title={t("onCall.notChanged")}>{failure}</ErrorState>}
      <div className="sheet-bar">
        {edited !== undefined && (
          <Button
            color="red"
            variant="subtle"
            className="shift-remove"
            onClick={() => void run(() => store(others, t("onCall.shiftRemoved", { name })))}
          >
            {t("onCall.removeShift")}
          </Button>
        )}
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {edited === undefined ? t("onCall.put") : t("common.save")}
        </Button>
      </div>
    </form>
  );
}

type Week = Pick<Shift, "days" | "from" | "to">;

function Weekly({ week, onChange, isTried }: { week: Week; onChange: (week: Week) => void; isTried: boolean }) {
  const { t } = useWords();
  const { days, from, to } = week;
  // The end of a day is shown as the clock shows it.
  const shownTo = to === "24:00" ? "00:00" : to;
  const isOvernight = shownTo <= from && shownTo !== "00:00";
  return (
    <>
      <fieldset className="shift-days">
        <legend>{t("onCall.days")}</legend>
        <Chip.Group
          multiple
          value={[...days]}
          onChange={(chosen) => onChange({ ...week, days: DAYS.filter((day) => chosen.includes(day)) })}
        >
          {DAYS.map((day, index) => (
            <Chip key={day} value={day} size="sm">
              {zonedText(A_MONDAY + index * DAY_MS, "UTC", "weekday")}
            </Chip>
          ))}
        </Chip.Group>
        {isTried && days.length === 0 && <p className="shift-error">{t("onCall.daysMissing")}</p>}
      </fieldset>
      <div className="shift-times">
        <TextInput
          type="time"
          label={t("onCall.from")}
          value={from}
          required
          withAsterisk={false}
          onChange={(event) => onChange({ ...week, from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t("onCall.until")}
          value={shownTo}
          required
          withAsterisk={false}
          onChange={(event) => onChange({ ...week, to: event.currentTarget.value })}
        />
      </div>
      <p className="quiet">{isOvernight ? t("onCall.overnight") : "\u00a0"}</p>
    </>
  );
}

interface Moments {
  /** `2026-11-30T08:00` by the clock of the group. */
  from: string;
  until: string;
}

function Once({
  times,
  onChange,
  error,
}: {
  times: Moments;
  onChange: (times: Moments) => void;
  error?: string | undefined;
}) {
  const { t } = useWords();
  return (
    <div className="shift-times">
      <TextInput
        type="datetime-local"
        label={t("onCall.from")}
        value={times.from}
        onChange={(event) => onChange({ ...times, from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t("onCall.until")}
        value={times.until}
        error={error}
        onChange={(event) => onChange({ ...times, until: event.currentTarget.value })}
      />
    </div>
  );
}

/** What was asked for, or today's working hours. */
function onceOf(drafted: Drafted, zone: string): Moments {
  if (drafted.kind === "once") return { from: localOf(drafted.from, zone), until: localOf(drafted.until, zone) };
  const { day } = wallAt(zone, Date.now());
  return { from: `${day}T08:00`, until: `${day}T17:00` };
}

const localOf = (instant: string, zone: string): string => {
  const { day, minute } = wallAt(zone, Date.parse(instant));
  return `${day}T${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};

function instantOf(local: string, zone: string): string {
  const [day = "", time = ""] = local.split("T");
  return new Date(instantAt(zone, day, Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)))).toISOString();
}
