import { Trans, useLingui } from "@lingui/react/macro";
import { TextField, When } from "@setu/ui";
import { useState } from "react";
import { SayForm } from "./finding-parts.tsx";
import { useHolds } from "./findings-data.ts";

const referencesIn = (said: string): readonly string[] =>
  said.split(/[\n,;]+/).flatMap((each) => each.trim() || []);

/** What is kept from destruction until a reviewer lets it go. */
export function HoldList() {
  const { t } = useLingui();
  const { data } = useHolds();
  const [said, setSaid] = useState("");
  if (data === undefined) return null;
  const nameOf = (id: string): string => data.names[id] ?? id;
  return (
    <section className="panel" aria-labelledby="holds">
      <h2 id="holds">
        <Trans>Holds</Trans> <span className="figures">({data.holds.length})</span>
      </h2>
      <p>
        <Trans>
          Of a matter that is held nothing is destroyed, by whatever rule: the database refuses it too.
        </Trans>
      </p>
      <ul className="cases">
        {data.holds.map((hold) => (
          <li key={hold.item}>
            <p>
              <span className="mono" translate="no">
                {hold.ref}
              </span>{" "}
              · <bdi>{nameOf(hold.by)}</bdi>, <When at={hold.at} both={false} />
            </p>
            <p className="trail-text" dir="auto">
              {hold.text}
            </p>
            <details>
              <summary>
                <Trans>End this hold</Trans>
              </summary>
              <SayForm
                path="/oversight/holds/end"
                label={t({ context: "field", message: "Why it is ended" })}
                button={t({ context: "button", message: "End the hold" })}
                args={() => ({ item: hold.item })}
              />
            </details>
          </li>
        ))}
      </ul>
      <h3>
        <Trans>Hold a matter, or a sample</Trans>
      </h3>
      <TextField
        label={t({ context: "field", message: "References, one to a line" })}
        value={said}
        onChange={setSaid}
        rows={3}
        max={8_000}
      />
      <SayForm
        path="/oversight/holds/sample"
        label={t({ context: "field", message: "Why they are held" })}
        button={t({ context: "button", message: "Hold all of them" })}
        args={() => ({ items: referencesIn(said) })}
        done={() => setSaid("")}
      />
    </section>
  );
}
