import { Button, Radio, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { answerOf, api, newIdempotencyKey } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import { type Fault, faultsIn, useFaultText } from "./faults.tsx";
import { lineAt, spanOf } from "./json-places.ts";
import { RULES_KEY } from "./queries.ts";

interface ImportRulesProps {
  opened: boolean;
  hasRules: boolean;
  onClose: () => void;
}

/** Imports rules from a file or a text; what is wrong is said with its line. */
export function ImportRules({ opened, hasRules, onClose }: ImportRulesProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("routing.importTitle")}>
      <Fields hasRules={hasRules} onClose={onClose} />
    </Sheet>
  );
}

/** 1 MiB: 200 rules are smaller. */
const LARGEST_FILE = 1_048_576;

function Fields({ hasRules, onClose }: Omit<ImportRulesProps, "opened">) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [mode, setMode] = useState<"merge" | "replace">("merge");
  const [isBusy, setBusy] = useState(false);
  useUnsaved(text !== "" && !isBusy);
  const [failure, setFailure] = useState<string>();
  const [faults, setFaults] = useState<readonly PlacedFault[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const attempt = useRef({ key: newIdempotencyKey(), body: "" });

  function change(next: string) {
    setText(next);
    setFailure(undefined);
    setFaults([]);
  }
  async function take(chosen: File | undefined) {
    if (chosen === undefined) return;
    if (chosen.size > LARGEST_FILE) return setFailure(t("routing.fileLarge"));
    change(await chosen.text());
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    setFailure(undefined);
    setFaults([]);
    const read = rulesIn(text);
    if (read === undefined) return setFailure(t("routing.notJson"));
    setBusy(true);
    try {
      const body = { mode, rules: read.rules };
      const sent = JSON.stringify(body);
      if (attempt.current.body !== sent) attempt.current = { key: newIdempotencyKey(), body: sent };
      const params = { header: { "Idempotency-Key": attempt.current.key } };
      await answerOf(api.POST("/api/v1/rules/import", { params, body }));
      await queries.invalidateQueries({ queryKey: RULES_KEY });
      tellDone(t("routing.imported", { count: read.rules.length }));
      onClose();
    } catch (error) {
      const found = faultsIn(error, "/rules");
      setFaults(found.map((fault) => ({ ...fault, ...spanOf(text, read.pointerOf(fault.pointer)) })));
      if (found.length === 0) setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  const show = ({ start, end }: { start: number; end: number }) => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(start, end);
    // A browser does not scroll to what is selected.
    if (element !== null)
      element.scrollTop = (lineAt(text, start) - 3) * Number.parseFloat(getComputedStyle(element).lineHeight);
  };
  return (
    <form className="sheet-form" noValidate onSubmit={(event) => void submit(event)}>
      <p>{t("routing.importHelp")}</p>
      <div>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
        <Button onClick={() => file.current?.click()}>{t("routing.chooseFile")}</Button>
      </div>
      <Textarea
        ref={field}
        label={t("routing.importText")}
        data-code
        autosize
        minRows={8}
        maxRows={16}
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {hasRules && (
        <Radio.Group
          label={t("routing.importMode")}
          value={mode}
          onChange={(value) => setMode(value === "replace" ? "replace" : "merge")}
        >
          <div className="import-modes">
            <Radio value="merge" label={t("routing.merge")} description={t("routing.mergeHelp")} />
            <Radio value="replace" label={t("routing.replaceAll")} description={t("routing.replaceAllHelp")} />
          </div>
        </Radio.Group>
      )}
      {failure !== undefined && <ErrorState title={t("routing.notImported")}>{failure}</ErrorState>}
      {faults.length > 0 && <FaultList text={text} faults={faults} onShow={show} />}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy} disabled={text.trim() === ""}>
          {t("routing.import")}
        </Button>
      </div>
    </form>
  );
}

type PlacedFault = Fault & ReturnType<typeof spanOf>;

interface FaultListProps {
  text: string;
  faults: readonly PlacedFault[];
  onShow: (fault: PlacedFault) => void;
}

/** What is wrong, each with its line, which a click marks in the text. */
function FaultList({ text, faults, onShow }: FaultListProps) {
  const { t } = useWords();
  const say = useFaultText();
  return (
    <div className="import-faults" role="alert">
      <p>{t("routing.importFaults", { count: faults.length })}</p>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.pointer} ${fault.message}`}>
            <Button variant="subtle" color="accent" size="compact-sm" onClick={() => onShow(fault)}>
              {t("routing.line", { line: lineAt(text, fault.start) })}
            </Button>
            <span>
              <code>{fault.pointer}</code> {say(fault.message)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The rules of a file as it is exported, of a list, or a single one; and where in the text a pointer into the list is. */
function rulesIn(text: string): { rules: unknown[]; pointerOf: (pointer: string) => string } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(json)) return { rules: json, pointerOf: (pointer) => pointer };
  if (typeof json !== "object" || json === null) return undefined;
  if ("rules" in json && Array.isArray(json.rules)) {
    return { rules: json.rules, pointerOf: (pointer) => `/rules${pointer}` };
  }
  return { rules: [json], pointerOf: (pointer) => pointer.replace(/^\/0/, "") };
}
