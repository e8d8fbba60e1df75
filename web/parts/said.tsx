import { useWords } from "../words/index.ts";

/** A sentence of the gateway, in the viewer's language where the page knows it. */
export function Said({ children }: { children: string }) {
  const { said, language } = useWords();
  const text = said(children);
  return <span lang={text === children && language !== "en" ? "en" : undefined}>{text}</span>;
}
