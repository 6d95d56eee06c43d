import { useWindowTitle } from "@setu/ui";
import { useLingui } from "@lingui/react/macro";
import { Statement } from "./accessibility-statement.tsx";

/** The statement as a screen. */
export default function Accessibility() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Accessibility" });
  useWindowTitle(title);
  return <Statement />;
}
