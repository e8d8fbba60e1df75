import { Component, type ReactNode } from "react";
import { ErrorState } from "../parts/error-state.tsx";
import { t } from "../words/index.ts";

interface ErrorBoundaryProps {
  children: ReactNode;
}

/** Shows what failed in place of what could not be drawn. A part of the page that was not loaded is loaded again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failure: Error | undefined }> {
  override state: { failure: Error | undefined } = { failure: undefined };

  static getDerivedStateFromError(failure: unknown) {
    return { failure: failure instanceof Error ? failure : new Error(String(failure)) };
  }

  override render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    // After an update of the gateway the names of the parts are others: the shell knows them.
    return (
      <ErrorState title={t("app.broken")} retry={() => location.reload()}>
        {t("app.brokenHelp", { reason: failure.message })}
      </ErrorState>
    );
  }
}
