import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { DirectoryDeed, DirectoryView } from "@setu/requests/administration.ts";
import { Notice, usePlace, When } from "@setu/ui";
import { ProvingProblem } from "../proving-problem.tsx";
import { useProving } from "../proving.ts";
import { keyOf, postTo } from "./admin-data.ts";
import { DID_WORDS, WISH_WORDS } from "./program-words.ts";

/** What a ministry's directory did here, what it wants, and what of it was braked: persons decide that. */
export function DirectoryPart({ data: { waiting, lately, names } }: { readonly data: DirectoryView }) {
  const { _ } = useI18n();
  const deed = useProving<void>(keyOf("directory"));
  const braked = waiting.filter(({ did }) => did === "close");
  const wishes = waiting.filter(({ did }) => did !== "close");
  const drop = (deeds: readonly number[]) => deed.mutate(() => postTo("directory/drop", { deeds }));
  return (
    <>
      {deed.error !== null && <ProvingProblem error={deed.error} />}
      <div role="status">{deed.isSuccess && waiting.length === 0 && <Trans>Nothing waits.</Trans>}</div>
      {braked.length > 0 && (
        <Braked
          braked={braked}
          names={names}
          busy={deed.isPending}
          agree={(deeds) => deed.mutate(() => postTo("directory/agree", { deeds }))}
          drop={drop}
        />
      )}
      <section className="panel" aria-labelledby="directory-wishes">
        <h2 id="directory-wishes">
          <Trans>What a directory wants</Trans> <span className="figures">({wishes.length})</span>
        </h2>
        <p className="muted">
          <Trans>
            A directory gives nobody anything. What it wants is given by a change, as everything is, and is
            answered when the change is confirmed.
          </Trans>
        </p>
        {wishes.length === 0 ? (
          <p className="muted">
            <Trans>Nothing waits.</Trans>
          </p>
        ) : (
          <ul className="changes">
            {wishes.map((each) => (
              <li key={each.no}>
                <Line deed={each} names={names} words={_(WISH_WORDS[each.did])} />
                <DropOne deed={each} names={names} busy={deed.isPending} drop={drop} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="panel" aria-labelledby="directory-lately">
        <h2 id="directory-lately">
          <Trans>What directories did</Trans>
        </h2>
        {lately.length === 0 ? (
          <p className="muted">
            <Trans>Nothing yet. A directory is a program with the directory's scope.</Trans>
          </p>
        ) : (
          <ul className="changes">
            {lately.map((each) => (
              <li key={each.no}>
                <Line
                  deed={each}
                  names={names}
                  words={
                    each.state === "dropped" ? (
                      <Trans>No longer waits: {_(DID_WORDS[each.did])}</Trans>
                    ) : (
                      _(DID_WORDS[each.did])
                    )
                  }
                />
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

type Names = DirectoryView["names"];

function Line({ deed, names, words }: { deed: DirectoryDeed; names: Names; words: React.ReactNode }) {
  const { officer, client, group, at } = deed;
  return (
    <p>
      <strong>
        <bdi>{names[officer] ?? officer}</bdi>
      </strong>{" "}
      <span className="mono muted" translate="no">
        {officer}
      </span>
      <br />
      {words}
      {group !== null && (
        <>
          {" "}
          (<bdi>{group}</bdi>)
        </>
      )}{" "}
      <span className="muted">
        <bdi>{names[client] ?? client}</bdi>, <When at={at} both={false} />
      </span>
    </p>
  );
}

type DropProps = {
  readonly deed: DirectoryDeed;
  readonly names: Names;
  readonly busy: boolean;
  readonly drop: (deeds: readonly number[]) => void;
};

function DropOne({ deed: { no, officer }, names, busy, drop }: DropProps) {
  const { t } = useLingui();
  const { officer: me } = usePlace();
  if (officer === me.id)
    return (
      <p className="muted">
        <Trans>It is about you: others decide.</Trans>
      </p>
    );
  return (
    <div className="actions">
      <button
        type="button"
        className="button"
        aria-label={`${t({ context: "button", message: "Drop it" })}: ${names[officer] ?? officer}`}
        aria-disabled={busy}
        onClick={() => drop([no])}
      >
        <Trans context="button">Drop it</Trans>
      </button>
    </div>
  );
}

type BrakedProps = {
  readonly braked: readonly DirectoryDeed[];
  readonly names: Names;
  readonly busy: boolean;
  readonly agree: (deeds: readonly number[]) => void;
  readonly drop: (deeds: readonly number[]) => void;
};

function Braked({ braked, names, busy, agree, drop }: BrakedProps) {
  const { _ } = useI18n();
  const { officer: me } = usePlace();
  const others = braked.filter(({ officer }) => officer !== me.id);
  const mine = others.filter(({ agreedBy }) => agreedBy !== me.id).map(({ no }) => no);
  return (
    <section className="panel" aria-labelledby="directory-braked">
      <h2 id="directory-braked">
        <Trans>Braked</Trans> <span className="figures">({braked.length})</span>
      </h2>
      <Notice tone="warning">
        <Trans>
          A directory wants to close many accounts at once. These people still work. If it is right, two
          administrators close them together; if the directory has gone wrong, one of you drops it.
        </Trans>
      </Notice>
      <ul className="changes">
        {braked.map((each) => (
          <li key={each.no}>
            <Line deed={each} names={names} words={_(WISH_WORDS.close)} />
            {each.agreedBy !== null && (
              <p className="muted">
                <Trans>
                  <bdi>{names[each.agreedBy] ?? each.agreedBy}</bdi> has agreed: another administrator is
                  needed.
                </Trans>
              </p>
            )}
            <DropOne deed={each} names={names} busy={busy} drop={drop} />
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <div className="actions">
          {mine.length > 0 && (
            <button type="button" className="button primary" aria-disabled={busy} onClick={() => agree(mine)}>
              <Trans context="button">Agree to close them all</Trans>
            </button>
          )}
          <button
            type="button"
            className="button"
            aria-disabled={busy}
            onClick={() => drop(others.map(({ no }) => no))}
          >
            <Trans context="button">Drop all of it</Trans>
          </button>
        </div>
      )}
    </section>
  );
}
