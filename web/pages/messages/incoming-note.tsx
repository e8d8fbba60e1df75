import { Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, taggedAnswerOf } from "../../api.ts";
import { Form } from "../../parts/form.tsx";
import { useWords } from "../../words/index.ts";
import { incomingQuery, type StoredIncoming } from "./live.ts";

/** What people noted about a message. What somebody else notes meanwhile is shown, but never in place of what is being written. */
export function IncomingNote({ stored }: { stored: StoredIncoming }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { id, note = "" } = stored.data;
  const form = useForm({ initialValues: { note } });
  /** Of the message as the form began with it. */
  const match = useRef(stored.etag);
  const begin = useRef(form);
  begin.current = form;
  useEffect(() => {
    const { current } = begin;
    if (current.isDirty()) return;
    match.current = stored.etag;
    current.setInitialValues({ note });
    current.setValues({ note });
    current.resetDirty({ note });
  }, [note, stored.etag]);

  async function save(values: { note: string }) {
    const after = await taggedAnswerOf(
      api.PATCH("/api/v1/incoming/{id}", {
        params: { path: { id } },
        headers: { "if-match": match.current },
        body: values,
      }),
    );
    match.current = after.etag;
    await queries.invalidateQueries({ queryKey: incomingQuery(id).queryKey });
  }
  async function latest() {
    const { data, etag } = await queries.fetchQuery({ ...incomingQuery(id), staleTime: 0 });
    match.current = etag;
    return { note: data.note ?? "" };
  }
  return (
    <div className="message-note">
      <Form form={form} onSave={save} latest={latest} save={t("messages.saveNote")} saved={t("messages.noteSaved")}>
        <Textarea
          label={t("messages.note")}
          description={t("messages.noteHelp")}
          autosize
          minRows={2}
          {...form.getInputProps("note")}
        />
      </Form>
    </div>
  );
}
