import { Trans, useLingui } from "@lingui/react/macro";
import type { Args } from "@setu/core";
import {
  Link,
  navigate,
  newId,
  Notice,
  Problem,
  ScreenKeys,
  useLang,
  usePlace,
  When,
  useWindowTitle,
} from "@setu/ui";
import { useEffect, useRef, useState, type ComponentType } from "react";
import type { Accepted, Command, Lang, SendCheck as Check } from "../api.ts";
import { openIn } from "../texts/fields.ts";
import { useCheck, useSend, useTakeBack } from "./data.ts";
import { deskOf, NEW, translationsOf, useDraft, useDrafts, type Draft } from "./drafts.ts";
import { Hold } from "./hold.tsx";
import { newMarking } from "./marking-fields.tsx";
import { BasisStep, HandlingStep, missingIn, UrgencyStep, WhatStep, type StepProps } from "./new-steps.tsx";
import { NotSent } from "./not-sent.tsx";
import { Clash, SaveLine } from "./save-line.tsx";
import { SendCheck } from "./send-check.tsx";
import { NEW_HELP } from "./text-help.tsx";
import "./request.css";

const ASK = "ask";
const STEPS: readonly ComponentType<StepProps>[] = [WhatStep, BasisStep, UrgencyStep, HandlingStep];
const LAST = STEPS.length - 1;

/** A new request in four steps: what, on what basis, how urgent, how it is handled. */
export default function NewRequest() {
  const { t } = useLingui();
  const { peer } = usePlace();
  const title = t({ context: "screen", message: "New request" });
  useWindowTitle(title);
  const [sent, setSent] = useState<Accepted | null>(null);
  return (
    <div className="new-request">
      <h1>{title}</h1>
      {peer === null && (
        <Notice tone="warning">
          <Trans>This node is not linked to another node, so nothing can be sent yet.</Trans>
        </Notice>
      )}
      {sent === null ? (
        <Form onSent={setSent} />
      ) : (
        <Leaving
          accepted={sent}
          onTakenBack={() => {
            void deskOf(NEW).load();
            setSent(null);
          }}
        />
      )}
      <NotSent onNewScreen />
      <ScreenKeys help={NEW_HELP} />
    </div>
  );
}

function Form({ onSent }: { readonly onSent: (accepted: Accepted) => void }) {
  const { t } = useLingui();
  const lang = useLang();
  const { peer } = usePlace();
  const [draft, change] = useDraft(NEW, ASK);
  useDrafts(NEW);
  const [step, setStep] = useState(0);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [ready, setReady] = useState<{ command: Command; check: Check } | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  const check = useCheck();
  const send = useSend();
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [step]);
  const names = [t`What`, t`On what basis`, t`How urgent`, t`Handling`];
  const Step = STEPS[step]!;
  const open = openIn(draft);

  const turn = (to: number) => {
    setReady(null);
    setMissing([]);
    setStep(to);
  };
  const onward = () => {
    const gaps = missingIn(step, draft, draft.lang ?? lang);
    setMissing(gaps);
    if (gaps.length > 0) return;
    if (step < LAST) return turn(step + 1);
    const command = commandOf(draft, lang, peer?.calendar ?? "");
    check.mutate(
      { ...(peer !== null && { to: peer.party }), command },
      {
        onSuccess: (answer) => {
          setMissing(answer.refusals);
          setReady({ command, check: answer });
        },
      },
    );
  };
  const leaving = useRef(false);
  const go = async (sign: boolean) => {
    if (ready === null || leaving.current) return;
    leaving.current = true;
    const { command } = ready;
    const revision = await deskOf(NEW).settle();
    send.mutate(
      { command, draft: revision, sign },
      {
        onSuccess: (accepted) => {
          void deskOf(NEW).sent(ASK);
          if (accepted.proposed) navigate({ to: "/releases/$item", params: { item: accepted.id } });
          else onSent(accepted);
        },
        onSettled: () => {
          leaving.current = false;
        },
      },
    );
  };

  return (
    <section className="panel" aria-labelledby="step">
      <ol className="steps">
        {names.map((name, index) => (
          <li key={name} aria-current={index === step ? "step" : undefined}>
            {index < step ? (
              <button type="button" className="link-button" onClick={() => turn(index)}>
                {name}
              </button>
            ) : (
              name
            )}
          </li>
        ))}
      </ol>
      <h2 id="step" tabIndex={-1} ref={heading}>
        <Trans>
          Step {step + 1} of {STEPS.length}: {names[step]}
        </Trans>
      </h2>
      {missing.length > 0 && ready === null && (
        <p className="error" role="alert">
          <Trans>Something is still missing. It is marked below.</Trans>
        </p>
      )}
      <Clash item={NEW} act={ASK} />
      <Step
        draft={draft}
        missing={missing}
        change={(part) => {
          setReady(null);
          change(part);
        }}
      />
      {step === 2 && <Deadline draft={draft} />}
      <SaveLine item={NEW} />
      {check.error !== null && step === LAST && <Problem error={check.error} />}
      {ready !== null && (
        <SendCheck
          check={ready.check}
          open={open}
          sending={send.isPending}
          onSend={(sign) => void go(sign)}
          onChange={() => (open.length > 0 ? turn(0) : setReady(null))}
          uncopied={{
            uncopied: ready.command.uncopied ?? "",
            onChange: (code) => setReady({ ...ready, command: without(ready.command, code) }),
          }}
        />
      )}
      {send.error !== null && <Problem error={send.error} />}
      {ready === null && (
        <div className="actions">
          <button type="button" className="button primary" onClick={onward}>
            {step < LAST ? (
              <Trans context="button">Continue</Trans>
            ) : (
              <Trans context="button">Check before sending</Trans>
            )}
          </button>
          {step > 0 && (
            <button type="button" className="button" onClick={() => turn(step - 1)}>
              <Trans context="button">Back</Trans>
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** @param code why the automatic copy is left out; empty: it goes */
function without(given: Command, code: string): Command {
  const { uncopied: _, ...command } = given;
  return code === "" ? command : { ...command, uncopied: code };
}

/** The deadline that the chosen urgency gives, by the server's rules, in both zones. */
function Deadline({ draft }: { readonly draft: Draft }) {
  const lang = useLang();
  const { peer } = usePlace();
  const { mutate, data, reset } = useCheck();
  const urgency = draft.args["urgency"];
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    reset();
    if (urgency === undefined || peer === null) return;
    mutate({ to: peer.party, command: commandOf(latest.current, lang, peer.calendar) });
  }, [urgency, peer, lang, mutate, reset]);
  if (data === undefined || data.due === null) return null;
  return (
    <Notice>
      <p>
        <Trans>If the other side takes it now, the answer is due:</Trans> <When at={data.due} />
      </p>
    </Notice>
  );
}

/** After sending: the ten seconds, then the way to the request. */
function Leaving({
  accepted,
  onTakenBack,
}: {
  readonly accepted: Accepted;
  readonly onTakenBack: () => void;
}) {
  const takeBack = useTakeBack();
  const [over, setOver] = useState(accepted.heldUntil === null);
  return (
    <section className="panel">
      <h2>
        <Trans>Saved here</Trans>
      </h2>
      {accepted.heldUntil !== null && !over && (
        <Hold
          until={accepted.heldUntil}
          onOver={() => setOver(true)}
          onTakeBack={() => takeBack.mutate({ id: accepted.id, keep: true }, { onSuccess: onTakenBack })}
        />
      )}
      {takeBack.error !== null && <Problem error={takeBack.error} />}
      {over && (
        <>
          <p role="status">
            <Trans>The ten seconds are over; it is being sent.</Trans>
          </p>
          <p>
            <Link to="/requests/$item" params={{ item: accepted.item }}>
              <Trans>Open the request</Trans>
            </Link>
          </p>
        </>
      )}
    </section>
  );
}

function commandOf(draft: Draft, lang: Lang, calendar: string): Command {
  const { reason, ...args } = draft.args;
  return {
    id: newId(),
    do: ASK,
    args: {
      ...args,
      ...(args["urgency"] !== "routine" && reason !== undefined && { reason }),
      calendar,
    } as unknown as Args,
    after: [null, null],
    mark: draft.mark ?? newMarking(),
    lane: args["urgency"] === "flash" ? "flash" : "main",
    body: {
      title: draft.title.trim(),
      text: draft.text,
      lang: draft.lang ?? lang,
      ...translationsOf(draft, draft.lang ?? lang),
    },
    files: draft.files.map((file) => file.id),
  };
}
