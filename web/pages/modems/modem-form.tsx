import { NumberInput, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { answerOf, api, failureOf, newIdempotencyKey, taggedAnswerOf } from "../../api.ts";
import { modemsQuery } from "../../app/modems.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Form, FormSection } from "../../parts/form.tsx";
import { LookAlikeHint } from "../../parts/look-alike-hint.tsx";
import { changedFields } from "../../parts/merge.ts";
import { Sheet } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { type Modem, PERIODS } from "./data.ts";
import { FoundDevices } from "./found-devices.tsx";
import { given, inWords, RULES, START, tidied, type Values, valuesOf } from "./modem-values.ts";

/** Adds a modem. */
export function AddModem({ opened, onClose, onAdded }: SheetState & { onAdded: (name: string) => void }) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("modems.add")}>
      {opened && <AddForm onAdded={onAdded} />}
    </Sheet>
  );
}

interface SheetState {
  opened: boolean;
  onClose: () => void;
}

function AddForm({ onAdded }: { onAdded: (name: string) => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [kind, setKind] = useState<"device" | "simulated">("device");
  const [key] = useState(newIdempotencyKey);
  const { data: names = [] } = useQuery({ ...modemsQuery, select: namesOf });
  const form = useForm<Values>({ initialValues: START, validate: RULES });
  const choose = (next: "device" | "simulated") => {
    setKind(next);
    form.setFieldValue("device", next === "simulated" ? "simulated" : "");
  };
  async function add(written: Values) {
    const values = tidied(written);
    const { device, name } = values;
    const body = { device, ...(name === "" ? {} : { name }), ...given(values) };
    // Another body is another request: the key goes with what it says.
    const once = `${key}-${digest(JSON.stringify(body))}`;
    const headers = { "Idempotency-Key": once };
    const modem = await answerOf(api.POST("/api/v1/modems", { params: { header: headers }, body })).catch(
      (error: unknown) => {
        throw inWords(error);
      },
    );
    await queries.invalidateQueries({ queryKey: modemsQuery.queryKey });
    onAdded(modem.name);
  }
  return (
    <Form form={form} onSave={add} save={t("modems.add")} saved={t("modems.added")} undo={false} adds>
      <FormSection title={t("modems.where")}>
        <SegmentedControl
          aria-label={t("modems.where")}
          value={kind}
          onChange={choose}
          data={[
            { value: "device", label: t("modems.kindDevice") },
            { value: "simulated", label: t("modems.kindSimulated") },
          ]}
        />
        {kind === "device" && (
          <>
            <FoundDevices
              chosen={form.getValues().device}
              onChoose={(device) => {
                form.setFieldValue("device", device);
                form.clearFieldError("device");
              }}
            />
            <TextInput
              label={t("modems.device")}
              description={t("modems.deviceHelp")}
              {...form.getInputProps("device")}
            />
          </>
        )}
        <TextInput label={t("modems.name")} description={t("modems.nameHelp")} {...form.getInputProps("name")} />
        <LookAlikeHint name={form.getValues().name} names={names} />
      </FormSection>
      <Rest form={form} hasPin={false} isPin={false} />
    </Form>
  );
}

const namesOf = ({ items }: { items: readonly Modem[] }): string[] => items.map(({ name }) => name);

/** A short number for a text, the same for the same text. */
const digest = (text: string): string => {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 4_294_967_291;
  return hash.toString(36);
};

/** Changes a modem of the database. @param props.isPin  its PIN is what is missing */
export function ChangeModem({ modem, opened, onClose, isPin }: SheetState & { modem: Modem; isPin: boolean }) {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ["modems", modem.name, "settings"],
    enabled: opened,
    gcTime: 0,
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/modems/{name}", { params: { path: { name: modem.name } } })),
  });
  const { data, refetch } = query;
  const error = failureOf(query);
  return (
    <Sheet opened={opened} onClose={onClose} title={t("modems.changeOf", { name: modem.name })}>
      {error !== undefined && (
        <ErrorState title={t("modems.notLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {opened && data !== undefined && (
        <ChangeForm modem={data.data} etag={data.etag} onChanged={onClose} isPin={isPin} />
      )}
    </Sheet>
  );
}

interface ChangeFormProps {
  modem: Modem;
  etag: string;
  onChanged: () => void;
  isPin: boolean;
}

function ChangeForm({ modem, etag, onChanged, isPin }: ChangeFormProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const match = useRef(etag);
  const form = useForm<Values>({ initialValues: valuesOf(modem), validate: RULES });
  async function change(values: Values, before: Values) {
    const { name: _, ...fields } = changedFields(before, tidied(values));
    const changed = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value === "" ? null : value]),
    );
    const { data, etag: next } = await taggedAnswerOf(
      api.PATCH("/api/v1/modems/{name}", {
        params: { path: { name: modem.name } },
        body: changed,
        headers: { "if-match": match.current, "content-type": "application/merge-patch+json" },
      }),
    );
    match.current = next;
    queries.setQueryData<{ items: Modem[] }>(
      modemsQuery.queryKey,
      (all) => all && { items: all.items.map((each) => (each.name === data.name ? data : each)) },
    );
    onChanged();
  }
  async function latest(): Promise<Values> {
    const params = { path: { name: modem.name } };
    const { data, etag: next } = await taggedAnswerOf(api.GET("/api/v1/modems/{name}", { params }));
    match.current = next;
    return valuesOf(data);
  }
  return (
    <Form form={form} onSave={change} latest={latest} saved={t("modems.changed", { name: modem.name })} undo={false}>
      <FormSection title={t("modems.where")} help={t("modems.changeHelp")}>
        <TextInput label={t("modems.device")} description={t("modems.deviceHelp")} {...form.getInputProps("device")} />
      </FormSection>
      <Rest form={form} hasPin={modem.hasPin === true} isPin={isPin} />
    </Form>
  );
}

interface RestProps {
  form: Pick<ReturnType<typeof useForm<Values>>, "getInputProps">;
  hasPin: boolean;
  isPin: boolean;
}

function Rest({ form, hasPin, isPin }: RestProps) {
  const { t } = useWords();
  return (
    <>
      <FormSection title={t("modems.simAndPool")}>
        <PasswordInput
          label={t("modems.pin")}
          description={t(hasPin ? "modems.pinSet" : "modems.pinHelp")}
          inputMode="numeric"
          autoComplete="off"
          autoFocus={isPin}
          visibilityToggleButtonProps={{ "aria-label": t("modems.pinShow"), tabIndex: 0 }}
          data-autofocus={isPin || undefined}
          {...form.getInputProps("pin")}
        />
        <TextInput
          label={t("modems.number")}
          description={t("modems.numberHelp")}
          inputMode="tel"
          {...form.getInputProps("number")}
        />
        <TextInput label={t("modems.pool")} description={t("modems.poolHelp")} {...form.getInputProps("pool")} />
      </FormSection>
      <FormSection title={t("modems.budget")} help={t("modems.budgetHelp")}>
        {PERIODS.map((period) => (
          <NumberInput
            key={period}
            label={t(`modems.field.${period}`)}
            min={0}
            max={10_000_000}
            allowDecimal={false}
            {...form.getInputProps(period)}
          />
        ))}
      </FormSection>
    </>
  );
}
