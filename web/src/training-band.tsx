import { Trans, useLingui } from "@lingui/react/macro";
import { api, markTitles } from "@setu/ui";
import type { SignInWays } from "@setu/requests/api.ts";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

/**
 * Of a node that trains: over every screen, with and without a session, words that nobody can scroll away; around it a
 * frame; before every title the same word, and another picture in the tab. On paper they print.
 */
export function TrainingBand() {
  const { t } = useLingui();
  const word = t({ context: "node", message: "TRAINING" });
  const { data } = useQuery({ queryKey: ["sign-in"], queryFn: () => api<SignInWays>("/sign-in") });
  const training = data?.training === true;
  useEffect(() => {
    if (!training) return;
    document.documentElement.dataset["training"] = "";
    markTitles(word);
    document.querySelector("link[rel=icon]")?.setAttribute("href", "/favicon-training.svg");
  }, [training, word]);
  if (!training) return null;
  return (
    <aside className="training-band" aria-label={word}>
      <strong>{word}</strong>{" "}
      <Trans>Nothing here is real, and nothing of it reaches the live exchange.</Trans>
    </aside>
  );
}
