import { Redirect, useRoute } from "wouter";
import { useSession } from "../../app/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { useWords } from "../../words/index.ts";
import { ContactsPage } from "./contacts.tsx";
import { ImportPlanPage } from "./import-plan.tsx";
import { ImportStart } from "./import-start.tsx";
import "@mantine/dropzone/styles.css";
import "./address-book.css";

/** People by name: the list with one beside it, and the import of many from a file. */
export default function AddressBookPage() {
  const { t } = useWords();
  const { may, me } = useSession();
  const [, params] = useRoute<{ place?: string; plan?: string }>("/address-book/:place?/:plan?");
  const { place, plan } = params ?? {};
  if (place === "import") {
    if (!may("import-contacts")) {
      const permissions = t("permission.import-contacts");
      return (
        <EmptyState title={t("app.notAllowed", { page: t("addressBook.import") })}>
          {t("app.notAllowedHelp", { permissions, name: me.name })}
        </EmptyState>
      );
    }
    return plan === undefined ? <ImportStart /> : <ImportPlanPage key={plan} id={plan} />;
  }
  // Who may only import has no list to look at.
  if (!may("contacts")) return <Redirect to="/address-book/import" replace />;
  return <ContactsPage place={place} />;
}
