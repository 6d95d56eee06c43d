import { Trans } from "@lingui/react/macro";
import { Notice, useLang, useNow, usePlace, When } from "@setu/ui";
import type { ReactNode } from "react";
import type { TimelineAct } from "../api.ts";
import { isToAnswer, type Recalled } from "../recalling.ts";
import { label } from "./codes.ts";
import { DerivedLines } from "./derived-lines.tsx";

type Of = { readonly act: TimelineAct };

/** That a record was recalled, what became of it, and exactly how much that says. */
export function RecallWords({ act }: Of) {
  const lang = useLang();
  const { recalled } = act;
  if (recalled === null) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>
          <Trans>Recalled.</Trans>
        </strong>{" "}
        <Reason reason={label("recall", recalled.reason, lang)} /> <When at={recalled.at} both={false} />
      </p>
      {act.side === "us" ? (
        <Ours recalled={recalled} />
      ) : (
        <>
          <Theirs act={act} recalled={recalled} />
          {act.rule === null && <DerivedLines lines={recalled.derived} />}
        </>
      )}
    </Notice>
  );
}

const Reason = ({ reason }: { readonly reason: string }) => <Trans>Reason: {reason}.</Trans>;

type What = { readonly recalled: Recalled };

function Ours({ recalled }: What) {
  const lang = useLang();
  const name = usePlace().peer?.name[lang] ?? "";
  const { state, answer, due } = recalled;
  const ground =
    answer === null ? "" : label(answer.do === "disposed" ? "disposal" : "kept", answer.ground, lang);
  const words: Readonly<Record<Recalled["state"], ReactNode>> = {
    asked: <Trans>Asked. The node of {name} has not taken it in yet; an answer is wanted by</Trans>,
    received: <Trans>Received by the node of {name}. No answer yet; one is wanted by</Trans>,
    unconfirmed: (
      <Trans>
        Unconfirmed: {name} has said neither that it was destroyed nor that it is kept. Count on it being
        there still. An answer was wanted by
      </Trans>
    ),
    attested: (
      <Trans>
        Attested by {name} as destroyed ({ground}):
      </Trans>
    ),
    kept: (
      <Trans>
        Kept by {name} ({ground}). To be looked at again by them on
      </Trans>
    ),
  };
  const at = state === "attested" ? answer?.destroyed : state === "kept" ? answer?.until : due;
  return (
    <>
      <p>
        {words[state]} <When at={at ?? due} both={false} />
      </p>
      {state === "kept" && <OpenAgain until={answer?.until} />}
      {state === "attested" && (
        <p className="meta">
          <Trans>
            Their node has signed this, and cannot deny having said it. It does not show that no copy is left
            anywhere.
          </Trans>
        </p>
      )}
      {recalled.again !== null && (
        <p role="alert">
          <strong>
            <Trans>
              It has come from {name} again, although {name} had attested it as destroyed. Link health keeps
              both signed statements.
            </Trans>
          </strong>{" "}
          <When at={recalled.again} both={false} />
        </p>
      )}
      {!recalled.answerable && state !== "attested" && <NoWord />}
    </>
  );
}

function Theirs({ act, recalled }: Of & What) {
  const lang = useLang();
  const { state, answer } = recalled;
  const ground = answer === null ? "" : label("kept", answer.ground, lang);
  if (!recalled.answerable) return <NoWord />;
  if (state === "attested") {
    return (
      <p>
        <Trans>Our node has attested to them that it destroyed it.</Trans>
      </p>
    );
  }
  if (act.bodyState === "destroyed") {
    return (
      <p>
        <Trans>It is destroyed here; that is on its way to them.</Trans>
      </p>
    );
  }
  return (
    <>
      {answer !== null && answer.until !== null && (
        <p>
          <Trans>We said that we keep it: {ground}. To be looked at again on</Trans>{" "}
          <When at={answer.until} both={false} />
        </p>
      )}
      <OpenAgain until={answer?.until} />
      <p>
        <Trans>
          Two officers can have it destroyed, under “Destroy what is here”; our node then tells them. Or say
          that it is kept.
        </Trans>
      </p>
    </>
  );
}

/** From its date on what is kept is asked for as before. */
function OpenAgain({ until }: { readonly until: number | null | undefined }) {
  const now = useNow();
  if (typeof until !== "number" || until > now) return null;
  return (
    <p>
      <strong>
        <Trans>That date has come: the recall is open again.</Trans>
      </strong>
    </p>
  );
}

const NoWord = () => (
  <p className="meta">
    <Trans>
      This request was opened in a version that has no answer to a recall. Ask by message what became of it.
    </Trans>
  </p>
);

/** Says that it is kept. */
export function KeepLink({ act, moves, onCompose }: Of & Composing) {
  if (!isToAnswer(act) || act.bodyState === "destroyed" || !moves.includes("kept")) return null;
  return (
    <button type="button" className="link-button" onClick={() => onCompose("kept", act.id)}>
      <Trans context="button">Say that it is kept</Trans>
    </button>
  );
}

type Composing = {
  readonly moves: readonly string[];
  readonly onCompose: (act: string, refers: string) => void;
};
