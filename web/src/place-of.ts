import type { Session } from "@setu/requests/api.ts";
import { ZONES } from "@setu/requests/me.ts";
import type { Place } from "@setu/ui";

/** Every time on the screens is in the zone of the reader's desk, which may be another than the capital's. */
export function placeOf(session: Session, chosen: string | null): Place {
  const capital = session.node.zone;
  const zone = ZONES.find(({ id }) => id === chosen) ?? capital;
  return { ...session, capital, node: { ...session.node, zone } };
}
