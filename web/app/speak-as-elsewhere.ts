import { currentLanguage, isLanguage, STORAGE, speak } from "../words/index.ts";

/** Speaks from now on what is chosen in another tab, too. */
export function speakAsElsewhere(): void {
  addEventListener("storage", ({ key, newValue }: StorageEvent) => {
    if (key !== STORAGE || newValue === null || !isLanguage(newValue) || newValue === currentLanguage()) return;
    // While the gateway is away the page speaks as before.
    speak(newValue).catch(() => undefined);
  });
}
