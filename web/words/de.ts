import type { words as english } from "./en.ts";

/** Every text of the web interface in German. */
export const words: Record<keyof typeof english, string> = {
  "account.title": "Ihr Konto",

  "common.cancel": "Abbrechen",
  "common.close": "Schließen",
  "common.copied": "Kopiert",
  "common.copy": "Kopieren",
  "common.delete": "Löschen",
  "common.retry": "Erneut versuchen",
  "common.save": "Speichern",
};
