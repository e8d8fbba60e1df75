import { Button, Radio, Textarea } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import { keepPlan } from "./import-kept.ts";
import { makePlan } from "./import-queries.ts";
import { ImportSchedule } from "./import-schedule.tsx";
import { LastImportNote } from "./last-import.tsx";
import { failureText } from "./problem-words.ts";

/** 8 MiB, as the gateway takes it. */
const LARGEST_FILE = 8 * 1_048_576;

/** What a file says of itself in its first bytes: a spreadsheet (ZIP, OLE) is no CSV file. */
const SPREADSHEETS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** The first step of an import: a file or pasted rows, and what becomes of contacts that are not in it. */
export function ImportStart() {
  const { t } = useWords();
  const { me, may } = useSession();
  const [, navigate] = useLocation();
  const [source, setSource] = useState<{ file: Blob; name: string }>();
  const [isPasting, setPasting] = useState(false);
  const [text, setText] = useState("");
  const [existing, setExisting] = useState<"keep" | "clear">("keep");
  const [isBusy, setBusy] = useState(false);
  useUnsaved(text !== "" && !isBusy);
  const [failure, setFailure] = useState<string>();
  useTitle(t("addressBook.import"));
  const chosen = isPasting ? pasted(text) : source;

  async function take(file: File) {
    setFailure(undefined);
    setSource(undefined);
    if (file.size > LARGEST_FILE) return setFailure(t("addressBook.problem.fileLarge", { number: 8 }));
    if (file.size === 0) return setFailure(t("addressBook.fileEmpty", { name: file.name }));
    if (await isSpreadsheet(file)) return setFailure(t("addressBook.isSpreadsheet", { name: file.name }));
    setSource({ file, name: file.name });
  }
  async function look(event: FormEvent) {
    event.preventDefault();
    if (chosen === undefined) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const { file, name } = chosen;
      const plan = await makePlan(file, existing);
      keepPlan({ plan, name, existing }, { file, userId: me.id });
      navigate(`/address-book/import/${plan.id}`);
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <PageHeader
        title={t("addressBook.import")}
        actions={
          may("contacts") && (
            <Button component={Link} href="/address-book">
              {t("addressBook.back")}
            </Button>
          )
        }
      >
        {t("addressBook.importAnswer")}
      </PageHeader>
      <div className="page-body import">
        <LastImportNote />
        <form className="import-form" onSubmit={(event) => void look(event)}>
          {isPasting ? (
            <Textarea
              label={t("addressBook.rows")}
              description={t("addressBook.rowsHelp")}
              minRows={6}
              maxRows={16}
              spellCheck={false}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          ) : (
            <FileField name={source?.name} onFile={(file) => void take(file)} />
          )}
          <Button variant="subtle" size="compact-sm" className="import-other" onClick={() => setPasting(!isPasting)}>
            {t(isPasting ? "addressBook.fromFile" : "addressBook.paste")}
          </Button>
          <Radio.Group
            label={t("addressBook.existing")}
            value={existing}
            onChange={(value) => setExisting(value === "clear" ? "clear" : "keep")}
          >
            <div className="import-choices">
              <Radio value="keep" label={t("addressBook.keep")} />
              <Radio value="clear" label={t("addressBook.clear")} description={t("addressBook.clearHelp")} />
            </div>
          </Radio.Group>
          {failure !== undefined && <ErrorState title={t("addressBook.notRead")}>{failure}</ErrorState>}
          <div className="import-go">
            <Button
              type="submit"
              variant="filled"
              loading={isBusy}
              {...(chosen === undefined && { "data-disabled": true, "aria-disabled": true })}
            >
              {t("addressBook.look")}
            </Button>
            <p className="quiet">{t(chosen === undefined ? "addressBook.lookNeeds" : "addressBook.lookHelp")}</p>
          </div>
        </form>
        {may("general") && (
          <div className="import-schedule">
            <ImportSchedule />
          </div>
        )}
      </div>
    </>
  );
}

const pasted = (text: string) => (text.trim() === "" ? undefined : { file: new Blob([text]), name: "" });

async function isSpreadsheet(file: Blob): Promise<boolean> {
  const first = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return SPREADSHEETS.some((bytes) => bytes.every((byte, at) => first[at] === byte));
}

/** A place to drop a file, and a button to choose one. */
function FileField({ name, onFile }: { name: string | undefined; onFile: (file: File) => void }) {
  const { t } = useWords();
  // Nobody drops anything on a telephone.
  const none = t(useNarrow() ? "addressBook.file" : "addressBook.drop");
  const open = useRef<() => void>(null);
  return (
    <Dropzone
      openRef={open}
      multiple={false}
      activateOnClick={false}
      activateOnKeyboard={false}
      enablePointerEvents
      inputProps={{ "aria-label": t("addressBook.file") }}
      onDrop={([file]) => file !== undefined && onFile(file)}
    >
      <div className="import-drop">
        <IconFileSpreadsheet size={24} stroke={1.5} aria-hidden="true" />
        <p aria-live="polite">{name ?? none}</p>
        <Button onClick={() => open.current?.()}>
          {t(name === undefined ? "addressBook.choose" : "addressBook.chooseOther")}
        </Button>
      </div>
    </Dropzone>
  );
}
