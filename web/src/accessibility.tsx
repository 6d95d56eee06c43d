import { useLingui } from "@lingui/react/macro";
import { useEffect } from "react";
import { Statement } from "./accessibility-statement.tsx";

/** The statement as a screen. */
export default function Accessibility() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Accessibility" });
  useEffect(() => {
    document.title = `${title} · Setu`;
  }, [title]);
  return <Statement />;
}
