import { ScreenKeys, useWindowTitle } from "@setu/ui";
import { useEffect, useRef, useState } from "react";
import type { RequestView } from "../api.ts";
import { useCopyReference } from "./copy-reference.tsx";
import { useNewsSeen } from "./data.ts";
import { useDrafts } from "./drafts.ts";
import { IntakePanel } from "./intake-panel.tsx";
import { useOfficers } from "./list-data.ts";
import { useOurs } from "./our-data.ts";
import { NewActs, NewBar, useNewActs } from "./new-acts.tsx";
import { OurHalf } from "./our-half.tsx";
import { usePresence } from "./presence.tsx";
import { RequestHead } from "./request-bar.tsx";
import { OUR_HELP } from "./request-help.tsx";
import { Overlays, useRequestKeys, type Over } from "./request-keys.tsx";
import { Restricted } from "./restricted.tsx";
import "./request.css";

const nothing = () => {};

/** A matter of our own: what came another way, and our half. There is nothing to send, so no composer stands here. */
export default function OwnMatter({ view }: { readonly view: RequestView }) {
  const { nameOf } = useOfficers();
  useNewsSeen(view.item, view.updated);
  const news = useNewActs(view);
  const { acts: drafts } = useDrafts(view.item);
  const others = usePresence(view.item, drafts["note"] !== undefined);
  const ours = useOurs(view);
  const copying = useCopyReference(view.ref);
  const [over, setOver] = useState<Over | null>(null);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
  }, [view.ref]);
  useWindowTitle(view.ref);
  const writing = { moves: [], compose: nothing, anew: nothing, sayLate: null };
  const onKeyDown = useRequestKeys({ view, ours, copy: copying.copy, open: setOver, ...writing });
  const { intake } = view.ours;
  return (
    <article className="request" ref={place} tabIndex={-1} onKeyDown={onKeyDown}>
      <RequestHead view={view} copying={copying} others={others} />
      <NewActs value={news}>
        <div className="request-columns">
          <div className="request-main">
            <NewBar news={news} />
            <Restricted view={view} />
            {intake !== null && <IntakePanel intake={intake} name={nameOf(intake.by)} />}
          </div>
          <div className="request-side">
            <OurHalf
              view={view}
              ours={ours}
              onAssign={() => setOver("assign")}
              onFollowUp={() => setOver("follow-up")}
              onTask={() => setOver("task")}
            />
          </div>
        </div>
      </NewActs>
      <ScreenKeys help={OUR_HELP} />
      <Overlays view={view} ours={ours} over={over} onClose={() => setOver(null)} />
    </article>
  );
}
