import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useLang, usePlace, When } from "@setu/ui";
import type { RequestView } from "../../api.ts";
import { ConsideredWords } from "../our-considering.tsx";
import { Line } from "../line.tsx";
import { NoteText, SinceWhen } from "../note-parts.tsx";
import { PutAwayBy } from "../put-away-by.tsx";
import { REFERENCE, RELATION, RELATION_FROM } from "../our-words.ts";
import { requestPath, useReading } from "./links.ts";

/** What is ours alone, apart from all that crosses, and said to be so. On paper as on the screen. */
export function ReadOurs({ view }: { readonly view: RequestView }) {
  const { _ } = useI18n();
  const lang = useLang();
  const { node } = usePlace();
  const { nameOf, href } = useReading();
  const { assignee, watchers, followUp, considered, notes, references } = view.ours;
  const country = node.name[lang];
  const list = (ids: readonly string[]) => new Intl.ListFormat(lang).format(ids.map(nameOf));
  return (
    <section className="our-half" aria-labelledby="our-half">
      <h2 id="our-half">
        <Trans>Our half</Trans>{" "}
        <span className="stays">
          <Trans>Stays in {country}</Trans>
        </span>
      </h2>
      <p className="meta">
        <Trans>The other side never sees any of this.</Trans>
      </p>
      <dl className="facts">
        <dt>
          <Trans>Who has it</Trans>
        </dt>
        <dd>
          {assignee === null ? (
            <Trans>Nobody has it.</Trans>
          ) : (
            <>
              <bdi>{nameOf(assignee.officer)}</bdi> <SinceWhen assignee={assignee} nameOf={nameOf} />
            </>
          )}
          <PutAwayBy home={view.home} nameOf={nameOf} />
        </dd>
        <dt>
          <Trans>Watched by</Trans>
        </dt>
        <dd>{watchers.length === 0 ? <Trans>Nobody watches it.</Trans> : <bdi>{list(watchers)}</bdi>}</dd>
        <dt>
          <Trans>Come back to it</Trans>
        </dt>
        <dd>{followUp === null ? <Trans>No date is set.</Trans> : <When at={followUp} />}</dd>
        {considered !== null && (
          <div className="pair">
            <dt>
              <Trans>Supply without a request</Trans>
            </dt>
            <dd>
              <ConsideredWords act={considered} name={nameOf(considered.by)} />
            </dd>
          </div>
        )}
        {references.map((each) => (
          <div key={each.id} className="pair">
            <dt>{_(REFERENCE[String(each.args["kind"])] ?? { id: String(each.args["kind"]) })}</dt>
            <dd className="mono">
              <Line text={each.text ?? ""} />
            </dd>
          </div>
        ))}
        {/* Without their titles: each has a marking of its own, which this page does not bear. */}
        {view.related.map((each) => (
          <div key={each.id} className="pair">
            <dt>{_((each.side === "to" ? RELATION : RELATION_FROM)[each.kind] ?? { id: each.kind })}</dt>
            <dd>
              <a href={href(requestPath(each.item))} className="mono" translate="no">
                {each.ref}
              </a>
            </dd>
          </div>
        ))}
      </dl>
      {notes.length > 0 && (
        <>
          <h3>
            <Trans>Notes for us</Trans>
          </h3>
          <ol className="notes">
            {notes.map((note) => (
              <li key={note.id}>
                <NoteText note={note} nameOf={nameOf} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
