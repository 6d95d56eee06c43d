import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { LONGEST_DAYS, type Delegation } from "@setu/requests/delegating.ts";
import type { MyPowers } from "@setu/requests/powers.ts";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import {
  absolute,
  api,
  newId,
  Problem,
  SelectField,
  spanOf,
  useLang,
  useNow,
  usePlace,
  When,
} from "@setu/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

type Props = { readonly lent: MyPowers["lent"] };
const DAY = 86_400_000;
/** How long a leave is; nothing is typed, and nothing longer than the rule allows can be chosen. */
const DAYS = [1, 2, 3, 5, 7, 10, 14, 21, LONGEST_DAYS];
const BEGINS = [0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28];

/** Approval that is lent for a time: to her, by her, and a form for who has any to lend. */
export function Lent({ lent }: Props) {
  if (!lent.may && lent.delegations.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="lent">
      <h2 id="lent">
        <Trans>Approval that is lent</Trans>
      </h2>
      <ul>
        {lent.delegations.map((each) => (
          <One key={each.id} lent={each} />
        ))}
      </ul>
      {lent.may && <Lend />}
    </section>
  );
}

function useLending() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, json }: { readonly path: string; readonly json: object }) =>
      api<unknown>(path, { method: "POST", json: { id: newId(), ...json } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["powers"] }),
  });
}

function One({ lent: { id, officer, by, begins, ends } }: { readonly lent: Delegation }) {
  const { officer: me } = usePlace();
  const { nameOf } = useOfficers();
  const ending = useLending();
  const who = <bdi>{nameOf(by === me.id ? officer : by)}</bdi>;
  const from = <When at={begins} both={false} />;
  const until = <When at={ends} both={false} />;
  return (
    <li>
      {by === me.id ? (
        <Trans>
          You lend it to {who}, from {from} until {until}.
        </Trans>
      ) : (
        <Trans>
          {who} lends it to you, from {from} until {until}. What you approve under it says so, and you lend it
          to nobody.
        </Trans>
      )}{" "}
      <button
        type="button"
        className="button"
        onClick={() => ending.mutate({ path: `/delegations/${id}/end`, json: {} })}
      >
        <Trans context="button">End it now</Trans>
      </button>
      {ending.error !== null && <Problem error={ending.error} />}
    </li>
  );
}

function Lend() {
  const { t } = useLingui();
  const { i18n } = useI18n();
  const lang = useLang();
  const now = useNow();
  const { node, officer: me } = usePlace();
  const { workers } = useOfficers();
  const [to, setTo] = useState("");
  const [begin, setBegin] = useState("0");
  const [days, setDays] = useState("");
  const lending = useLending();
  const whole = to !== "" && days !== "";
  const from = now + Number(begin) * DAY;
  return (
    <form
      aria-labelledby="lend"
      onSubmit={(event) => {
        event.preventDefault();
        if (!whole || lending.isPending) return;
        const json = { officer: to, from, until: from + Number(days) * DAY };
        lending.mutate({ path: "/delegations", json }, { onSuccess: () => setDays("") });
      }}
    >
      <h3 id="lend">
        <Trans>Lend it for a time</Trans>
      </h3>
      <p>
        <Trans>
          Another officer then approves in your place what he may read and did not write. It ends by itself,
          and with your own power.
        </Trans>
      </p>
      <SelectField
        label={t({ context: "lending", message: "To whom" })}
        value={to}
        onChange={setTo}
        empty={t`Choose`}
        options={workers.flatMap(({ id, name }) => (id === me.id ? [] : [{ value: id, label: name }]))}
      />
      <SelectField
        label={t({ context: "lending", message: "From" })}
        value={begin}
        onChange={setBegin}
        options={BEGINS.map((each) => ({
          value: String(each),
          label:
            each === 0
              ? t({ context: "lending", message: "Now" })
              : absolute(now + each * DAY, node.zone, lang, now),
        }))}
      />
      <SelectField
        label={t({ context: "lending", message: "For how long" })}
        value={days}
        onChange={setDays}
        empty={t`Choose`}
        options={DAYS.map((each) => ({
          value: String(each),
          label: `${spanOf(i18n, each * DAY)} · ${absolute(from + each * DAY, node.zone, lang, now)}`,
        }))}
      />
      <button type="submit" className="button" aria-disabled={!whole || lending.isPending}>
        <Trans context="button">Lend it</Trans>
      </button>
      {lending.error !== null && <Problem error={lending.error} />}
    </form>
  );
}
