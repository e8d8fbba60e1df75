import type { Clock } from "../clock.ts";
import type { Config } from "../config/index.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import {
  type AddressBook,
  type ContactFiles,
  createAddressBook,
  createContactFiles,
  createNumberReader,
  createScheduledImport,
  type ImportSchedule,
  readImportSchedule,
  type ScheduledImport,
} from "../routing/index.ts";
import type { OnceAt } from "../set-times.ts";
import type { Store } from "../store/index.ts";

/** The setting that `aldis contact schedule` writes. */
export const IMPORT_SETTING = "contacts.import";

/** The address book, as the interfaces use it. */
export function openContacts(
  config: Pick<Config, "country">,
  { store, events }: { store: Pick<Store, "addressBook">; events: EventRecorder },
): { book: AddressBook; files: ContactFiles } {
  const parts = {
    store: store.addressBook,
    numbers: createNumberReader({ country: config.country }),
    events,
  };
  return { book: createAddressBook(parts), files: createContactFiles(parts) };
}

/** Read whenever the schedule is looked at. */
type ImportConfig = Pick<Config, "contactsUrl" | "contactsCron" | "contactsCertificate" | "contactsExisting">;

/** The same with the scheduled import, not started yet. */
export function createContacts(
  config: Pick<Config, "country">,
  options: {
    imports: ImportConfig;
    store: Store;
    events: EventRecorder;
    clock: Clock;
    log: Log;
    onceAt?: OnceAt | undefined;
  },
): { book: AddressBook; files: ContactFiles; scheduled: ScheduledImport } {
  const { imports, store, events, clock, log, onceAt } = options;
  const { book, files } = openContacts(config, { store, events });
  function configured(): ImportSchedule | undefined {
    const { contactsUrl: url } = imports;
    if (url === undefined) return undefined;
    return {
      url,
      cron: imports.contactsCron,
      skipCertificateCheck: imports.contactsCertificate === "skip",
      clear: imports.contactsExisting === "clear",
    };
  }
  const scheduled = createScheduledImport({
    schedule: async () => configured() ?? readImportSchedule(await store.settings.get(IMPORT_SETTING)),
    files,
    clock,
    events,
    log,
    onceAt,
  });
  return { book, files, scheduled };
}
