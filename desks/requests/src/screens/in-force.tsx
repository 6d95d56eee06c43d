import { Trans } from "@lingui/react/macro";
import { Notice, useLang, When } from "@setu/ui";
import type { InstrumentLine, Rests } from "../instruments-api.ts";

/** Beside the basis that was named: what our own register says of it, whatever the other side's says. */
export function InForce({ rests: { on } }: { readonly rests: Rests }) {
  const lang = useLang();
  if (on.length === 0)
    return (
      <p className="not-in-force">
        <strong>
          <Trans>By our register nothing of this is in force for it now.</Trans>
        </strong>
      </p>
    );
  return (
    <>
      {on.map((line) => {
        const title = line.title[lang];
        return (
          <p className="muted" key={line.id}>
            <Trans>In force by our register: {title}</Trans> <Ends line={line} />
          </p>
        );
      })}
    </>
  );
}

/** Before it leaves: on what it rests, when that ends soon, and what else it could rest on. */
export function RestsOn({ rests: { on, instead } }: { readonly rests: Rests }) {
  const lang = useLang();
  const ending = on.every(({ ends }) => ends !== null);
  if (on.length === 0)
    return (
      <Notice tone="error">
        <p>
          <Trans>What it names as its legal basis is not in force for it, by our register.</Trans>
        </p>
        {instead.length > 0 && (
          <>
            <p>
              <Trans>In force for the same purpose and subject:</Trans>
            </p>
            <ul>
              {instead.map(({ id, title }) => (
                <li key={id}>{title[lang]}</li>
              ))}
            </ul>
          </>
        )}
      </Notice>
    );
  const lines = on.map((line) => {
    const title = line.title[lang];
    return (
      <p key={line.id}>
        <Trans>It rests on: {title}</Trans> <Ends line={line} />
      </p>
    );
  });
  return ending ? <Notice tone="warning">{lines}</Notice> : lines;
}

function Ends({ line: { until } }: { readonly line: InstrumentLine }) {
  if (until === null) return null;
  return (
    <Trans>
      Ends <When at={until} both={false} />.
    </Trans>
  );
}
