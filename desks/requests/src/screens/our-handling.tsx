import { Trans, useLingui } from "@lingui/react/macro";
import { TextField } from "@setu/ui";
import { useState } from "react";
import type { RequestView } from "../api.ts";
import type { Ours } from "./our-data.ts";
import { WhyNot } from "./why-not.tsx";

type Props = { readonly view: RequestView; readonly ours: Ours };

/** As they are typed: names with spaces or commas between. */
const namesIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter((name) => name !== "");

/** Who of us may see it: a seal, compartments. It tells the other side nothing. */
export function Handling({ view, ours }: Props) {
  const { t } = useLingui();
  const { sealed, compartments } = view.ours;
  const [text, setText] = useState(compartments.join(" "));
  const stop = view.stopped.seal;
  return (
    <section className="ours-part" aria-labelledby="handling">
      <h3 id="handling">
        <Trans>Who of us may see it</Trans>
      </h3>
      <p>
        {sealed ? (
          <Trans>Sealed: those who have it, watch it or wrote on it, and nobody else.</Trans>
        ) : (
          <Trans>Officers of the agencies in its marking.</Trans>
        )}
      </p>
      {compartments.length > 0 && (
        <p>
          <Trans>
            Compartments: <bdi>{compartments.join(", ")}</bdi>
          </Trans>
        </p>
      )}
      {stop !== undefined ? (
        <WhyNot rule={stop} />
      ) : (
        <>
          <button
            type="button"
            className="button"
            aria-keyshortcuts="s"
            onClick={() => void ours.act({ do: sealed ? "unseal" : "seal" })}
          >
            {sealed ? (
              <Trans context="button">Take off the seal</Trans>
            ) : (
              <Trans context="button">Seal it</Trans>
            )}
          </button>
          <details>
            <summary>{t`Change the compartments`}</summary>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void ours.act({ do: "compartment", args: { names: namesIn(text) } });
              }}
            >
              <TextField
                label={t`Compartments, with a space between; empty for none`}
                value={text}
                onChange={setText}
                max={300}
              />
              <button type="submit" className="button">
                <Trans context="button">Put it there</Trans>
              </button>
            </form>
          </details>
        </>
      )}
    </section>
  );
}
