import { Trans, useLingui } from "@lingui/react/macro";
import { useLingui as useI18n } from "@lingui/react";
import type { Marking } from "@setu/core";
import { HANDLING, PAP, TLP } from "@setu/core/marking/marking.ts";
import { Choices, Tlp, usePlace, useLang } from "@setu/ui";
import { AGENCIES, agencyName } from "./agencies.ts";
import { HANDLING as HANDLING_WORDS, PAP as PAP_WORDS, TLP_MEANING } from "./words.ts";

type Props = {
  readonly mark: Marking;
  readonly onChange: (mark: Marking) => void;
  readonly errors?: readonly string[];
  /** Nothing looser than this is offered. */
  readonly within?: Marking | null;
};

/** A marking with which a new request starts: it names nobody, so a person has to. */
export const newMarking = (): Marking => ({ tlp: "AMBER", handling: ["H1"], pap: "AMBER", audience: [] });

/** Who may know, and what they may do with it. Every list is kept ascending: one meaning has one encoding. */
export function MarkingFields({ mark, onChange, errors = [], within = null }: Props) {
  const { t } = useLingui();
  const { _ } = useI18n();
  const lang = useLang();
  const { node, peer } = usePlace();
  const conditions = mark.handling.filter((code) => code !== "H0");
  const agencies =
    within === null
      ? AGENCIES.filter((each) => each.party === node.party || each.party === peer?.party).map(({ id }) => id)
      : within.audience;
  /** The lists stand strictest first. */
  const offered = <T extends string>(all: readonly T[], held: T | undefined): readonly T[] =>
    held === undefined ? all : all.slice(0, all.indexOf(held) + 1);
  const kept = within?.handling ?? [];
  const set = (change: Record<string, unknown>) => onChange({ ...mark, ...change });
  const words = (code: string, text: string) => (
    <>
      {text} <span className="muted mono">({code})</span>
    </>
  );
  return (
    <>
      <Choices
        kind="radio"
        label={t`Who may know (Traffic Light Protocol)`}
        value={[mark.tlp]}
        onChange={([tlp]) => set({ tlp })}
        options={offered(TLP, within?.tlp).map((tlp) => ({
          value: tlp,
          label: "",
          note: (
            <>
              <Tlp label={tlp} /> {_(TLP_MEANING[tlp]!)}
            </>
          ),
        }))}
      />
      <Choices
        kind="checkbox"
        label={t`Agencies that may read it`}
        error={errors.includes("AUDIENCE_EMPTY") ? t`Name at least one agency that may read it.` : undefined}
        value={mark.audience}
        onChange={(audience) => set({ audience: audience.toSorted() })}
        options={agencies.map((id) => ({ value: id, label: agencyName(id, lang) }))}
      />
      <Choices
        kind="checkbox"
        label={t`Conditions of use`}
        hint={
          within === null
            ? t`Europol handling codes. With none chosen, no further condition applies (H0).`
            : t`Europol handling codes. Those that apply now stay.`
        }
        value={conditions}
        onChange={(chosen) =>
          set({
            handling:
              chosen.length + kept.length === 0
                ? ["H0"]
                : HANDLING.filter((code) => chosen.includes(code) || kept.includes(code)),
          })
        }
        options={HANDLING.filter((code) => code !== "H0" && !kept.includes(code)).map((code) => ({
          value: code,
          label: "",
          note: words(code, _(HANDLING_WORDS[code]!)),
        }))}
      />
      <Choices
        kind="radio"
        label={t`What may be done with it (Permissible Actions Protocol)`}
        value={[mark.pap]}
        onChange={([pap]) => set({ pap })}
        options={offered(PAP, within?.pap).map((pap) => ({
          value: pap,
          label: "",
          note: words(`PAP:${pap}`, _(PAP_WORDS[pap]!)),
        }))}
      />
    </>
  );
}

/** Every list of a marking is ascending, so one meaning has one spelling. */
export const sameMarking = (a: Marking, b: Marking): boolean =>
  JSON.stringify([a.tlp, a.handling, a.pap, a.level, a.audience, a.expires]) ===
  JSON.stringify([b.tlp, b.handling, b.pap, b.level, b.audience, b.expires]);

/** A marking in one line, with its codes in words. */
export function MarkingLine({ mark }: { readonly mark: Marking }) {
  const { _ } = useI18n();
  const lang = useLang();
  const agencies = mark.audience.map((id) => agencyName(id, lang));
  return (
    <span className="marking">
      <Tlp label={mark.tlp} />{" "}
      {mark.handling.map((code) => `${_(HANDLING_WORDS[code]!)} (${code})`).join("; ")} · PAP:{mark.pap}
      {agencies.length > 0 && (
        <>
          {" "}
          · <Trans>for {agencies.join(", ")}</Trans>
        </>
      )}
    </span>
  );
}
