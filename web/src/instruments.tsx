import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { label } from "@setu/requests/screens/codes.ts";
import type { Instruments } from "@setu/requests/instruments-api.ts";
import { api, Link, LoadProblem, useLang, When, useWindowTitle } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { EXCHANGE_WORDS, KIND_WORDS } from "./instrument-words.ts";
import "./release.css";

type Line = Instruments["instruments"][number];

/** On what exchanges rest, by this node's own register: what ends first stands first. */
export default function InstrumentsScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery({
    queryKey: ["instruments"],
    queryFn: () => api<Instruments>("/instruments"),
  });
  const title = t({ context: "screen", message: "Instruments" });
  useWindowTitle(title);
  return (
    <div className="releases">
      <p>
        <Link to="/releases">
          <Trans>All releases</Trans>
        </Link>
      </p>
      <h1>{title}</h1>
      <p>
        <Trans>
          A request names one of these as its legal basis. What is not in force, or does not cover it, is
          refused before anything leaves. The register stands in the configuration of this node.
        </Trans>
      </p>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <ul id="instruments">
          {data.instruments.map((line) => (
            <Instrument key={line.id} line={line} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Instrument({ line }: { readonly line: Line }) {
  const { _ } = useI18n();
  const lang = useLang();
  const list = new Intl.ListFormat(lang);
  const named = (of: "purpose" | "offence", codes: readonly string[]) =>
    list.format(codes.map((code) => label(of, code, lang)));
  return (
    <li className="panel">
      <h2>{line.title[lang]}</h2>
      <p>
        <InForceNow line={line} />
      </p>
      <dl className="facts">
        <dt>
          <Trans context="instrument">Kind</Trans>
        </dt>
        <dd>{_(KIND_WORDS[line.kind])}</dd>
        <dt>
          <Trans>Legal basis by which it is named</Trans>
        </dt>
        <dd>{label("legal-basis", line.basis, lang)}</dd>
        <dt>
          <Trans context="instrument">Covers</Trans>
        </dt>
        <dd>
          {list.format(line.exchanges.map((each) => _(EXCHANGE_WORDS[each])))}
          {"; "}
          {line.purposes.length === 0 ? <Trans>every purpose</Trans> : named("purpose", line.purposes)}
          {"; "}
          {line.topics.length === 0 ? <Trans>every offence</Trans> : named("offence", line.topics)}
        </dd>
        <dt>
          <Trans context="instrument">Source</Trans>
        </dt>
        <dd>
          {line.source}
          {line.status === "unconfirmed" && (
            <>
              {" "}
              <strong>
                <Trans>(not confirmed)</Trans>
              </strong>
            </>
          )}
        </dd>
      </dl>
    </li>
  );
}

/** In words, and strongest where an end is near: an agreement is not renewed in a week. */
function InForceNow({ line: { inForce, from, until, ends } }: { readonly line: Line }) {
  if (!inForce && ends !== 0)
    return (
      <strong>
        <Trans>
          Not in force before <When at={from} both={false} />.
        </Trans>
      </strong>
    );
  if (until === null) return <Trans>In force, without an end.</Trans>;
  const at = <When at={until} both={false} />;
  if (ends === 0)
    return (
      <strong>
        <Trans>Ended {at}: nothing rests on it.</Trans>
      </strong>
    );
  if (ends === null) return <Trans>In force until {at}.</Trans>;
  return (
    <strong>
      {ends === 30 ? (
        <Trans>Ends within 30 days, {at}: nothing leaves on it then.</Trans>
      ) : (
        <Trans>Ends within 90 days, {at}.</Trans>
      )}
    </strong>
  );
}
