import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { base } from "./api.ts";
import { ErrorBoundary } from "./app/error-boundary.tsx";
import { SessionGate } from "./app/session.tsx";
import { Shell } from "./app/shell.tsx";
import { PROVIDER } from "./app/theme.ts";
import { preferredLanguage, speak } from "./words/index.ts";
import "./app/styles.css";
import "@mantine/spotlight/styles.css";
import "./app/shell.css";
import "./app/sign-in.css";

await speak(preferredLanguage());
createRoot(document.getElementById("root") ?? document.body).render(
  <MantineProvider {...PROVIDER}>
    <ErrorBoundary>
      <Notifications position="bottom-center" />
      <Router base={base.slice(0, -1)}>
        <SessionGate>
          <Shell />
        </SessionGate>
      </Router>
    </ErrorBoundary>
  </MantineProvider>,
);
