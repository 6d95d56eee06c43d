import type { LinkView } from "@setu/requests/api.ts";

export function linkOf(mock: {
  readonly link: LinkView["state"];
  readonly road: NonNullable<LinkView["road"]>;
  readonly alarms: LinkView["alarms"];
}): LinkView {
  const lane = { pending: 0, size: 214, cosigned: 214, applied: 214, closed: null, lag: 0 };
  return {
    state: mock.link,
    reason: mock.link === "down" ? failureOn(mock.road) : mock.link === "stopped" ? "FORK" : null,
    lastHeard: Date.now() - (mock.link === "down" ? 26 * 60_000 : 2_000),
    tls: mock.road === "file" ? null : { group: "X25519MLKEM768", protocol: "TLSv1.3" },
    lanes: [
      { lane: "flash", ...lane, theirs: { held: 17, applied: 17, except: [] } },
      {
        lane: "main",
        ...lane,
        pending: 2,
        cosigned: 210,
        lag: 41_000,
        theirs: { held: 408, applied: 407, except: [388] },
      },
    ],
    alarms: mock.alarms,
    card: { own: "q2x4 7m9k p3vd 8s1t", peer: "h6wz 2c5f r8jn 4b7y" },
    versions: { own: [1], peer: [2, 1], common: 1 },
    road: mock.road,
    carried: {
      out: { at: Date.now() - 26 * 3_600_000, sent: 428, receipted: 424 },
      in: { at: Date.now() - 20 * 3_600_000, asOf: Date.now() - 31 * 3_600_000 },
    },
    policy: { own: "7e1d".repeat(16), peer: "7e1d".repeat(16) },
    witnesses: {
      enough: Date.now() - 42_000,
      late: false,
      each: [
        { name: "Court-1", at: Date.now() - 42_000, refused: null },
        { name: "Audit-1", at: null, refused: "SILENT" },
      ],
    },
    now: Date.now(),
  };
}

/** Where nobody connects nobody is silent: what keeps a node there is its own log. */
const failureOn = (road: LinkView["road"]) => (road === "file" ? "OWN_LOG_CLOSED" : "PEER_SILENT");
