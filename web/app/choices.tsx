import { ActionIcon, Menu, SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { LANGUAGES, type Language, speak, useWords } from "../words/index.ts";

const SCHEMES = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;
type Scheme = keyof typeof SCHEMES;
const SCHEME_NAMES = Object.keys(SCHEMES) as Scheme[];

/** Light, dark, or as the system has it; as a button with a menu. */
export function SchemeChoice() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Icon = SCHEMES[colorScheme];
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("scheme.label")}>
          <Icon size={18} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEME_NAMES.map((scheme) => {
          const Each = SCHEMES[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<Each size={16} stroke={1.5} />}
              aria-current={scheme === colorScheme}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`scheme.${scheme}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The same as a row of three, for a form. */
export function SchemeField() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <div>
      <p className="field-label">{t("scheme.label")}</p>
      <SegmentedControl
        aria-label={t("scheme.label")}
        value={colorScheme}
        onChange={setColorScheme}
        data={SCHEME_NAMES.map((value) => ({ value, label: t(`scheme.${value}`) }))}
      />
    </div>
  );
}

/** The language, chosen and remembered. */
export function LanguageChoice() {
  const { t, language } = useWords();
  return (
    <Select
      aria-label={t("language.label")}
      w={128}
      value={language}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      onChange={(value) => value !== null && void speak(value as Language, { remember: true })}
    />
  );
}
