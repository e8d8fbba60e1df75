import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, answerOf, api, failureOf, type Permission } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import { PermissionBoxes } from "./permission-boxes.tsx";
import { permissionsQuery, USERS_KEY, type User } from "./queries.ts";
import { refusal } from "./refusal.ts";

interface PermissionsPanelProps {
  user: User | undefined;
  onClose: () => void;
}

/** What the pencil opens: what a user may do. */
export function PermissionsPanel({ user, onClose }: PermissionsPanelProps) {
  const { t } = useWords();
  return (
    <Sheet opened={user !== undefined} onClose={onClose} title={t("users.permissionsOf", { name: user?.name ?? "" })}>
      {user !== undefined && <Loaded key={user.id} user={user} onClose={onClose} />}
    </Sheet>
  );
}

function Loaded({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useWords();
  const query = useQuery(permissionsQuery(user.id));
  const { data, refetch } = query;
  const error = failureOf(query);
  const [round, setRound] = useState(0);
  const reload = () => void refetch().then(() => setRound((before) => before + 1));
  if (error !== undefined) {
    return (
      <ErrorState title={t("users.permissionsNotLoaded")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (data === undefined) return <Skeleton h={600} />;
  return <Editor key={round} user={user} initial={data} onReload={reload} onClose={onClose} />;
}

interface EditorProps {
  user: User;
  /** As read when the panel was opened; a later reading changes nothing under the hands of who edits. */
  initial: { data: { permissions: readonly Permission[] }; etag: string };
  onReload: () => void;
  onClose: () => void;
}

function Editor({ user, initial, onReload, onClose }: EditorProps) {
  const { t } = useWords();
  const { me } = useSession();
  const queries = useQueryClient();
  const [{ data, etag }] = useState(initial);
  const stored = data.permissions;
  const [value, setValue] = useState(stored);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const added = value.filter((each) => !stored.includes(each)).length;
  const taken = stored.filter((each) => !value.includes(each)).length;
  useUnsaved(added + taken > 0 && !isBusy);

  async function put(permissions: readonly Permission[], match?: string) {
    const headers = match === undefined ? {} : { "if-match": match };
    const params = { path: { id: user.id } };
    const body = { permissions: [...permissions] };
    await answerOf(api.PUT("/api/v1/users/{id}/permissions", { params, headers, body }));
    await queries.invalidateQueries({ queryKey: USERS_KEY });
    if (user.id === me.id) await queries.invalidateQueries({ queryKey: ["me"] });
  }
  async function save() {
    setBusy(true);
    setFailure(undefined);
    try {
      await put(value, etag);
      tellDone(t("users.permissionsSaved", { name: user.name }), () => put(stored));
      onClose();
    } catch (error) {
      setFailure(refusal(error));
    } finally {
      setBusy(false);
    }
  }
  const isConflict = failure instanceof ApiError && failure.status === 412;
  return (
    <form
      className="sheet-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="quiet">{user.id === me.id ? t("users.permissionsOwn") : t("users.permissionsHelp")}</p>
      <PermissionBoxes value={value} onChange={setValue} />
      <div className="sheet-bar">
        {failure instanceof Error && (
          <ErrorState title={t("users.permissionsNotSaved")} {...(isConflict ? { retry: onReload } : {})}>
            {failure.message}
          </ErrorState>
        )}
        <p className="quiet" role="status">
          {added + taken === 0 ? t("users.nothingChanged") : t("users.changes", { added, taken })}
        </p>
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy} disabled={added + taken === 0}>
          {t("users.savePermissions")}
        </Button>
      </div>
    </form>
  );
}
