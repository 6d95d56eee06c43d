import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  Link,
  LoadProblem,
  navigate,
  ScreenKeys,
  SelectField,
  TextField,
  useLang,
  usePageKey,
  useWindowTitle,
} from "@setu/ui";
import { useState } from "react";
import type { Register } from "../api.ts";
import { CaseLine } from "./case-line.tsx";
import { Consultations } from "./consultations.tsx";
import { useRegister } from "./data.ts";
import { byClock, SHOWS, type Show } from "./order.ts";
import "./individuals.css";

const HELP = [{ keys: ["C"], does: msg`Register a request` }];
const toRegister = (): void => navigate({ to: "/individuals/new" });

/** What individuals have asked of this node about themselves: the oldest clock first. */
export default function IndividualsScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useRegister();
  const title = t({ context: "screen", message: "Individuals’ requests" });
  useWindowTitle(title);
  usePageKey("c", toRegister);
  return (
    <div className="individuals">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status" className="soon">
          <Trans>Loading the requests of individuals…</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          <Cases register={data} />
          <Consultations rows={data.consultations} />
        </>
      )}
      <ScreenKeys help={HELP} />
    </div>
  );
}

function Cases({ register }: { readonly register: Register }) {
  const { t } = useLingui();
  const lang = useLang();
  const [show, setShow] = useState<Show>("open");
  const [said, setSaid] = useState("");
  const words = said.trim().toLocaleLowerCase(lang);
  const rows = register.cases
    .filter((row) => SHOWS[show](row, register.me))
    .filter((row) => `${row.ref} ${row.name ?? ""}`.toLocaleLowerCase(lang).includes(words))
    .toSorted(byClock);
  return (
    <>
      <div className="case-tools">
        <SelectField
          label={t({ context: "individuals", message: "Show" })}
          value={show}
          onChange={(value) => setShow(value as Show)}
          options={[
            { value: "open", label: t({ context: "individuals", message: "Open" }) },
            { value: "mine", label: t`Registered by me` },
            { value: "late", label: t({ context: "individuals", message: "Late" }) },
            { value: "closed", label: t({ context: "individuals", message: "Closed" }) },
          ]}
        />
        <TextField label={t`Reference or name`} value={said} onChange={setSaid} max={100} />
        <Link to="/individuals/new" className="button primary" data-key="C">
          <Trans>Register a request</Trans>
        </Link>
      </div>
      <section className="panel" aria-labelledby="cases">
        <h2 id="cases">
          <Trans>Requests</Trans> <span className="figures">({rows.length})</span>
        </h2>
        {rows.length === 0 && (
          <p className="muted">
            {register.cases.length === 0 ? (
              <Trans>Nobody has asked anything yet.</Trans>
            ) : (
              <Trans>No request here matches.</Trans>
            )}
          </p>
        )}
        <ul className="case-list">
          {rows.map((row) => (
            <CaseLine key={row.id} row={row} names={register.names} />
          ))}
        </ul>
      </section>
    </>
  );
}
