import { SECTIONS, type SettingsPlace } from "../pages/configuration/sections.ts";
import { useWords, type WordKey } from "../words/index.ts";
import { isAllowed, pageAt } from "./pages.ts";
import { useSession } from "./session.tsx";

/** A setting, and where it stands. */
interface FoundSetting {
  name: string;
  label: string;
  /** The page and the section. */
  where: string;
  /** Of its page: it has the focus there. */
  path: string;
  icon: string;
}

const PLACES = Object.keys(SECTIONS) as SettingsPlace[];
const MOST = 8;

/** The settings that the user may see and that have every word, in what they are called or in their help; the name counts more. */
export function useFoundSettings(wanted: string | undefined): FoundSetting[] {
  const { t } = useWords();
  const session = useSession();
  if (wanted === undefined) return [];
  const words = wanted.split(/\s+/);
  const hasAll = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const inName: FoundSetting[] = [];
  const inHelp: FoundSetting[] = [];
  for (const place of PLACES) {
    const page = pageAt(`/settings/${place}`);
    if (page === undefined || !isAllowed(page, session)) continue;
    for (const { id, names } of SECTIONS[place]) {
      for (const name of names) {
        const label = t(`option.name.${name}` as WordKey);
        const into = hasAll(`${label} ${name}`)
          ? inName
          : hasAll(`${label} ${name} ${t(`option.help.${name}` as WordKey)}`)
            ? inHelp
            : undefined;
        const where = `${t(page.title)} › ${t(`options.${id}`)}`;
        into?.push({ name, label, where, path: `${page.path}?setting=${name}`, icon: page.icon });
      }
    }
  }
  return [...inName, ...inHelp].slice(0, MOST);
}
