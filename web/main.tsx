// The order of the bundle: what pages say comes after what they say it about.
import "./app/styles.css";
import "@mantine/spotlight/styles.css";
import "./app/shell.css";
import "./app/sign-in.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { lazy, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Route, Router, Switch } from "wouter";
import { base } from "./api.ts";
import { AskLeave } from "./app/ask-leave.tsx";
import { ErrorBoundary } from "./app/error-boundary.tsx";
import { keepFocus } from "./app/keep-focus.ts";
import { usePlace, usePlaceSearch } from "./app/place.ts";
import { SessionGate } from "./app/session.tsx";
import { Shell } from "./app/shell.tsx";
import { speakAsElsewhere } from "./app/speak-as-elsewhere.ts";
import { PROVIDER } from "./app/theme.ts";
import { preferredLanguage, speak } from "./words/index.ts";

/** Needed once in the life of a gateway. */
const SetUpPage = lazy(() => import("./setup/index.tsx"));

await speak(preferredLanguage());
speakAsElsewhere();
keepFocus();
createRoot(document.getElementById("root") ?? document.body).render(
  <MantineProvider {...PROVIDER}>
    <ErrorBoundary>
      <Notifications position="top-center" limit={1} />
      <Router base={base.slice(0, -1)} hook={usePlace} searchHook={usePlaceSearch}>
        <AskLeave />
        <Switch>
          <Route path="/setup">
            <Suspense fallback={null}>
              <SetUpPage />
            </Suspense>
          </Route>
          <Route>
            <SessionGate>
              <Shell />
            </SessionGate>
          </Route>
        </Switch>
      </Router>
    </ErrorBoundary>
  </MantineProvider>,
);
