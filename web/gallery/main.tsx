import "../app/styles.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { PROVIDER } from "../app/theme.ts";
import { speak } from "../words/index.ts";
import { Gallery } from "./gallery.tsx";

/** Every part with made-up data: `?scheme=dark&language=de`. A page for who builds pages; the binary does not hold it. */
const wanted = new URLSearchParams(location.search);
await speak(wanted.get("language") === "de" ? "de" : "en");
const root = document.getElementById("root");
if (root === null) throw new Error("the shell has no root");
createRoot(root).render(
  <MantineProvider {...PROVIDER} forceColorScheme={wanted.get("scheme") === "dark" ? "dark" : "light"}>
    <QueryClientProvider client={new QueryClient()}>
      <Notifications />
      <Gallery />
    </QueryClientProvider>
  </MantineProvider>,
);
