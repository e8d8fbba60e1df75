import { Button, Menu, Textarea } from "@mantine/core";
import { IconVariable } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useWords } from "../../words/index.ts";

/** What stands for something of the message. */
const VARIABLES = ["sender", "senderName", "text", "time", "modem", "id", "contact.note"] as const;

interface TemplateFieldProps {
  label: string;
  help?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  /** One line, as an address. */
  isLine?: boolean;
  placeholder?: string | undefined;
}

/** A text with variables, which are offered and put in where the cursor is. */
export function TemplateField(props: TemplateFieldProps) {
  const { label, help, value, onChange, error, isLine = false, placeholder } = props;
  const { t } = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const element = field.current;
    const [from, to] = [element?.selectionStart ?? value.length, element?.selectionEnd ?? value.length];
    const variable = `{${name}}`;
    onChange(value.slice(0, from) + variable + value.slice(to));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + variable.length, from + variable.length);
    });
  };
  return (
    <div className="template-field">
      <Textarea
        ref={field}
        label={label}
        description={help}
        placeholder={placeholder}
        value={value}
        error={error}
        autosize
        minRows={isLine ? 1 : 2}
        onChange={({ currentTarget }) =>
          onChange(isLine ? currentTarget.value.replaceAll("\n", "") : currentTarget.value)
        }
      />
      <div className="template-variables">
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="subtle"
              color="accent"
              size="compact-xs"
              leftSection={<IconVariable size={14} stroke={1.5} aria-hidden="true" />}
            >
              {t("routing.variables")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {VARIABLES.map((name) => (
              <Menu.Item key={name} onClick={() => insert(name)}>
                <span className="template-variable">
                  <code>{`{${name}}`}</code>
                  <span className="quiet">{t(`routing.variable.${name}`)}</span>
                </span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  );
}
