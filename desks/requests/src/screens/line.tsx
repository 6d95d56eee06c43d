import { useLingui as useI18n } from "@lingui/react";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLang } from "@setu/ui";
import { agencyName } from "./agencies.ts";
import { suspicious, type Suspicion } from "./suspicious.ts";

const CAUTION: Readonly<Record<Suspicion, MessageDescriptor>> = {
  direction: msg`Caution: hidden marks change the order in which this line is shown.`,
  invisible: msg`Caution: this line holds invisible characters.`,
  alphabets: msg`Caution: this line mixes alphabets whose letters look alike.`,
};

/** Why a line may not be what it looks like, in words; nothing for an honest one. */
export function Caution({ text }: { readonly text: string }) {
  const { _ } = useI18n();
  return suspicious(text).map((why) => (
    <strong key={why} className="caution">
      {" "}
      {_(CAUTION[why])}
    </strong>
  ));
}

/**
 * A line that another party wrote. Isolated, so that its direction ends where it ends and moves no word of ours, and
 * followed by what is to be said of it.
 */
export function Line({ text }: { readonly text: string }) {
  return (
    <>
      <bdi>{text}</bdi>
      <Caution text={text} />
    </>
  );
}

/** Who speaks, as the other side names the person and the office. */
export function Author({ by }: { readonly by: { readonly name: string; readonly agency: string } }) {
  const lang = useLang();
  return (
    <>
      <Line text={by.name} />, <Line text={agencyName(by.agency, lang)} />
    </>
  );
}
