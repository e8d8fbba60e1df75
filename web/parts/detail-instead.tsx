import { Skeleton } from "@mantine/core";
import { ApiError } from "../api.ts";
import { useWords } from "../words/index.ts";
import { ErrorState } from "./error-state.tsx";
import { Detail } from "./list-detail.tsx";

interface DetailInsteadProps {
  /** What stands over it: the page's title. */
  title: string;
  /** Why there is nothing to show; nothing while it is on the way. */
  error: Error | null | undefined;
  /** What an error is called. */
  notLoaded: string;
  retry: () => unknown;
  onClose: () => void;
}

/** In place of a detail: it is on the way, it could not be read, or it is gone. */
export function DetailInstead({ title, error, notLoaded, retry, onClose }: DetailInsteadProps) {
  const { t } = useWords();
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <Detail title={isGone ? t("parts.noSuch") : title} onClose={onClose}>
      {isGone ? (
        <p className="quiet">{t("parts.noSuchAnyMore")}</p>
      ) : error === null || error === undefined ? (
        <Skeleton h={160} />
      ) : (
        <ErrorState title={notLoaded} retry={() => void retry()}>
          {error.message}
        </ErrorState>
      )}
    </Detail>
  );
}
