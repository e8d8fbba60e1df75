import { Button, Menu, TextInput } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { faultsOf } from "../../parts/faults.ts";
import { Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";

const KEY = ["templates"];
const useTemplates = () =>
  useQuery({ queryKey: KEY, queryFn: async () => (await answerOf(api.GET("/api/v1/templates"))).items });

/** Texts that are sent again and again: chosen, kept and deleted here. */
export function Templates({ text, onChoose }: { text: string; onChoose: (text: string) => void }) {
  const { t } = useWords();
  const { data: templates = [], error } = useTemplates();
  const [isNaming, setNaming] = useState(false);
  const [isManaging, setManaging] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            color="accent"
            size="compact-xs"
            leftSection={<IconTemplate size={14} stroke={1.5} aria-hidden="true" />}
          >
            {t("send.templates")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="send-templates">
          {error !== null && <p className="send-templates-note">{error.message}</p>}
          {error === null && templates.length === 0 && <p className="send-templates-note">{t("send.noTemplates")}</p>}
          {templates.map((each) => (
            <Menu.Item key={each.id} onClick={() => onChoose(each.text)}>
              <span className="send-template">
                <span>{each.name}</span>
                <span className="quiet">{each.text}</span>
              </span>
            </Menu.Item>
          ))}
          <Menu.Divider />
          {text.trim() !== "" && <Menu.Item onClick={() => setNaming(true)}>{t("send.keepTemplate")}</Menu.Item>}
          {templates.length > 0 && <Menu.Item onClick={() => setManaging(true)}>{t("send.manageTemplates")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {isNaming && <NameTemplate text={text} onClose={() => setNaming(false)} />}
      <Sheet opened={isManaging} onClose={() => setManaging(false)} title={t("send.templates")}>
        <ul className="send-template-list">
          {templates.map((each) => (
            <TemplateRow key={each.id} template={each} />
          ))}
        </ul>
      </Sheet>
    </>
  );
}

function TemplateRow({ template }: { template: Schemas["Template"] }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { id, name, text, shared } = template;
  const [failure, setFailure] = useState<string>();
  const { once, isBusy } = useOnce();
  const changed = () => queries.invalidateQueries({ queryKey: KEY });
  async function remove() {
    try {
      await once(async () => {
        await answerOf(api.DELETE("/api/v1/templates/{id}", { params: { path: { id } } }));
        await changed();
        tellDone(t("send.templateDeleted", { name }), async () => {
          await answerOf(api.POST("/api/v1/templates", { body: { name, text, shared } }));
          await changed();
        });
      });
    } catch (error) {
      setFailure((error as Error).message);
    }
  }
  return (
    <li>
      <span className="send-template">
        <span>{name}</span>
        <span className="quiet">{text}</span>
      </span>
      <Button
        size="compact-sm"
        loading={isBusy}
        onClick={() => void remove()}
        aria-label={t("send.deleteTemplate", { name })}
      >
        {t("common.delete")}
      </Button>
      {failure !== undefined && <ErrorState title={t("send.templateKept", { name })}>{failure}</ErrorState>}
    </li>
  );
}

function NameTemplate({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const { once, isBusy } = useOnce();
  useUnsaved(name !== "" && !isBusy);
  const [failure, setFailure] = useState<string>();
  async function keep(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    try {
      await once(async () => {
        await answerOf(api.POST("/api/v1/templates", { body: { name: name.trim(), text } }));
        await queries.invalidateQueries({ queryKey: KEY });
        tellDone(t("send.templateSaved", { name: name.trim() }));
        onClose();
      });
    } catch (error) {
      const { fields, rest } = faultsOf(error, ["name", "text"]);
      setFailure([fields.name, fields.text, rest].filter((each) => each !== undefined).join(" "));
    }
  }
  return (
    <Sheet opened onClose={onClose} title={t("send.keepTemplate")} kind="dialog">
      <form className="send-name" onSubmit={(event) => void keep(event)}>
        <TextInput
          label={t("send.templateName")}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          error={failure}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <p className="quiet">{text}</p>
        <Button type="submit" variant="filled">
          {t("common.save")}
        </Button>
      </form>
    </Sheet>
  );
}
