import "@setu/ui/tokens.css";
import "@setu/ui/base.css";
import "@setu/ui/components.css";
import "./shell.css";
import { I18nProvider } from "@lingui/react";
import { installAriaStrings } from "@setu/ui/aria/install.ts";
import { ApiError, Router, setSigner, type Lang } from "@setu/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { i18n, preferred, speak } from "./i18n.ts";
import { Screens } from "./routes.tsx";
import { SessionGate } from "./session.tsx";
import { Shell } from "./shell.tsx";
import { TrainingBand } from "./training-band.tsx";
import { useTheme } from "./theme.ts";

/** Only what the network did is worth a second try; a refusal stays a refusal. */
const retry = (failures: number, error: Error): boolean =>
  error instanceof ApiError && error.code === "OFFLINE" && failures < 2;

/**
 * What the browser believes of the line decides nothing: a node stands in the house, and an act that waited in silence
 * would leave by itself later. Each question is asked, and fails in words.
 */
const client = new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 5_000, networkMode: "always", refetchOnReconnect: true },
    mutations: { networkMode: "always" },
  },
});

function App() {
  useTheme();
  return (
    <Router>
      <TrainingBand />
      <SessionGate>
        <Shell>
          <Screens />
        </Shell>
      </SessionGate>
    </Router>
  );
}

await speak(preferred(null));
setSigner(async (challenge) => (await import("./signing.ts")).sign(challenge));
installAriaStrings(() => i18n.locale as Lang);
createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
