import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { useSession } from "../../app/session.tsx";
import { useWords } from "../../words/index.ts";
import { forgetLastImport, lastImportOf } from "./import-kept.ts";
import { useImport } from "./import-queries.ts";

/** The import that was begun here before: it goes on without the page, and one can come back to it. */
export function LastImportNote() {
  const { me } = useSession();
  const [last] = useState(() => lastImportOf(me.id));
  return last === undefined ? null : <Note id={last.id} name={last.name} />;
}

function Note({ id, name }: { id: string; name: string }) {
  const { t } = useWords();
  const { me } = useSession();
  const { data, isGone } = useImport(id);
  useEffect(() => {
    if (isGone) forgetLastImport(me.id);
  }, [isGone, me.id]);
  if (data === undefined) return null;
  const of = name === "" ? t("addressBook.pasted") : name;
  return (
    <div className="import-last">
      <p>{t(`addressBook.last.${data.state}`, { name: of })}</p>
      <Button component={Link} size="compact-sm" href={`/address-book/import/${id}`}>
        {t("addressBook.lookAt")}
      </Button>
    </div>
  );
}
