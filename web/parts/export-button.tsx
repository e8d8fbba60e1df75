import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { saveFile } from "./save-file.ts";
import { tellFailed } from "./undo.tsx";
import { useOnce } from "./use-once.ts";

/** Saves what `read` gives as a JSON file, and says why there is none. @param file  its name */
export function ExportButton({
  file,
  read,
  children,
}: {
  file: string;
  read: () => Promise<string>;
  children: ReactNode;
}) {
  const { once, isBusy } = useOnce();
  async function save() {
    try {
      await once(async () => saveFile(await read(), { name: file, type: "application/json" }));
    } catch (error) {
      tellFailed(error);
    }
  }
  return (
    <Button loading={isBusy} onClick={() => void save()}>
      {children}
    </Button>
  );
}
