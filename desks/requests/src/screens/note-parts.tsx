import { Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { HomeAct, HomePart } from "../home.ts";
import { NewWord } from "./new-acts.tsx";

type Named = { readonly nameOf: (officer: string) => string };

/** One note of ours: whose, when, and its words. */
export function NoteText({ note, nameOf }: Named & { readonly note: HomeAct }) {
  return (
    <>
      <p className="meta">
        <NewWord id={note.id} />
        <bdi>{nameOf(note.by)}</bdi> · <When at={note.at} both={false} />
      </p>
      <p className="prose" dir="auto">
        {note.text}
      </p>
    </>
  );
}

/** How a request came to whoever has it. */
export function SinceWhen({
  assignee,
  nameOf,
}: Named & { readonly assignee: NonNullable<HomePart["assignee"]> }) {
  return (
    <span className="meta">
      {assignee.by === assignee.officer ? (
        <Trans>Taken</Trans>
      ) : (
        <Trans>
          Assigned by <bdi>{nameOf(assignee.by)}</bdi>
        </Trans>
      )}{" "}
      <When at={assignee.at} both={false} />
    </span>
  );
}
