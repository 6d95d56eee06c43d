import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { NewProgram, ProgramsView } from "@setu/requests/administration.ts";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { Choices, newId, SelectField, TextField, useLang } from "@setu/ui";
import { useState } from "react";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { SCOPE_WORDS } from "./program-words.ts";
import { DayField, ReachFields, compartmentsIn } from "./reach-fields.tsx";

type Props = { readonly view: ProgramsView; readonly done: () => void };

const USUAL_TERM = 180 * 86_400_000;

function keyIn(text: string): object | null {
  try {
    const key: unknown = JSON.parse(text);
    return key !== null && typeof key === "object" && !Array.isArray(key) ? key : null;
  } catch {
    return null;
  }
}

/** What another administrator then confirms. Its private key never comes here: a private one that is pasted is refused. */
export function RegisterForm({ view: { scopes, agencies, now }, done }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const [agency, setAgency] = useState(agencies[0] ?? "");
  const [given, setGiven] = useState<readonly string[]>([]);
  const [clearance, setClearance] = useState("0");
  const [compartments, setCompartments] = useState("");
  const [until, setUntil] = useState(new Date(now + USUAL_TERM).toISOString().slice(0, 10));
  const [by, setBy] = useState("key");
  const [proof, setProof] = useState("");
  const propose = useProving<void>(keyOf("programs"));
  const jwk = by === "key" ? keyIn(proof) : null;
  const unread = by === "key" && proof.trim() !== "" && jwk === null;
  const ready =
    id.trim() !== "" &&
    name.trim() !== "" &&
    given.length > 0 &&
    until !== "" &&
    proof.trim() !== "" &&
    !unread;
  const program: NewProgram = {
    id: id.trim(),
    name: name.trim(),
    agency,
    clearance: Number(clearance),
    compartments: compartmentsIn(compartments),
    scopes: scopes.filter((scope) => given.includes(scope)),
    until: `${until}T00:00:00Z`,
    ...(jwk === null ? { certificate: proof.trim() } : { jwk }),
  };
  return (
    <form
      className="deed"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || propose.isPending) return;
        propose.mutate(async () => {
          await postTo("programs", { id: newId(), program });
          done();
        });
      }}
    >
      <TextField label={t`Its id, such as ca.gateway-1`} max={64} value={id} onChange={setId} />
      <TextField
        label={t({ context: "program", message: "Its name" })}
        max={80}
        value={name}
        onChange={setName}
      />
      <SelectField
        label={t({ context: "program", message: "Agency" })}
        value={agency}
        onChange={setAgency}
        options={agencies.map((value) => ({ value, label: agencyName(value, lang) }))}
      />
      <Choices
        kind="checkbox"
        label={t({ context: "program", message: "May" })}
        hint={t`What a directory may goes with nothing else.`}
        value={given}
        onChange={setGiven}
        options={scopes.map((value) => ({ value, label: _(SCOPE_WORDS[value] ?? { id: value }) }))}
      />
      <ReachFields
        clearance={clearance}
        compartments={compartments}
        onClearance={setClearance}
        onCompartments={setCompartments}
      />
      <DayField label={t`Its term ends (day, UTC; within a year)`} value={until} onChange={setUntil} />
      <SelectField
        label={t`It proves itself by`}
        value={by}
        onChange={setBy}
        options={[
          { value: "key", label: t`a key of its own` },
          { value: "certificate", label: t`a certificate, behind the proxy` },
        ]}
      />
      <TextField
        label={
          by === "key" ? t`Its public key, as JWK` : t`SHA-256 of the certificate's public key, base64url`
        }
        hint={by === "key" ? t`The public half only. On P-256, P-384 or Ed25519.` : t`43 signs.`}
        value={proof}
        onChange={setProof}
        rows={by === "key" ? 4 : 1}
        max={1000}
      />
      <div role="status">{unread && <Trans>This is no key in JSON.</Trans>}</div>
      {propose.error !== null && <ProvingProblem error={propose.error} />}
      <div className="actions">
        <button type="submit" className="button primary" aria-disabled={!ready || propose.isPending}>
          <Trans context="button">Propose it</Trans>
        </button>
        <button type="button" className="button" onClick={done}>
          <Trans context="button">Cancel</Trans>
        </button>
      </div>
    </form>
  );
}
