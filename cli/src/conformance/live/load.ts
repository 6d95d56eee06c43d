import { connect as connectTcp, type Socket } from "node:net";
import { connect } from "node:tls";
import { same, skipped, type Found } from "../check.ts";
import { holds, type Step } from "./asking.ts";
import { Line, tlsOf } from "./line.ts";
import type { Session } from "./session.ts";

/** spec/link.md section 5: floods, connections that say nothing, and calls. */
const REFUSALS = "link.md#5-refusals";
const CONNECTION = "link.md#2-connection";
const FLOOD = 800;
const ABREAST = 32;
const SOON = 5_000;

async function flood(session: Session): Promise<Found> {
  const { lane } = session;
  const odd = new Set<string>();
  let left = FLOOD;
  let wait = 0;
  const asker = async () => {
    while (left-- > 0) {
      const { status, code, retryAfter } = await session.ask(`${lane}/hello`, Uint8Array.of(1));
      if (status === 200) continue;
      const seconds = /^[0-9]{1,4}$/.test(retryAfter ?? "") ? Number(retryAfter) : -1;
      if (status !== 429 || code !== "OVER_QUOTA" || seconds < 1 || seconds > 3_600)
        odd.add(`${status} ${code ?? "without a code"}, Retry-After ${retryAfter ?? "absent"}`);
      else wait = Math.max(wait, seconds);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, asker));
  const expected = "each is answered, or refused with 429 OVER_QUOTA and Retry-After in seconds";
  if (odd.size > 0) return same(`${FLOOD} times hello`, expected, [...odd].join("; "));
  await new Promise((resolve) => void setTimeout(resolve, Math.min(wait, 10) * 1000));
  const { status } = await session.ask(`${lane}/hello`, Uint8Array.of(1));
  return same(
    `${FLOOD} times hello, and one after the pause`,
    `${expected}; then 200`,
    `${expected}; then ${status}`,
  );
}

/** Whoever holds connections open keeps nobody else from being heard. */
async function heardBeside(session: Session, sockets: readonly Socket[], sent: string): Promise<Found> {
  const { address, bed } = session;
  // Of its own: a line that is open already would show nothing.
  const fresh = new Line(address, bed.keys.tls, bed.node.tls, SOON);
  const began = performance.now();
  try {
    const { status } = await fresh.ask(`/link/1/${session.lane}/hello`, Uint8Array.of(1));
    const soon = performance.now() - began < SOON;
    return holds(sent, "hello over a new connection is answered within five seconds", {
      [`answered with 200, not ${status}`]: status === 200,
      "within five seconds": soon,
    });
  } finally {
    fresh.close();
    for (const socket of sockets) socket.destroy();
  }
}

async function halfOpen(session: Session): Promise<Found> {
  const sockets = Array.from({ length: 64 }, () => connectTcp({ ...session.address }));
  for (const socket of sockets) socket.on("error", () => {});
  await new Promise((resolve) => void setTimeout(resolve, 200));
  return heardBeside(session, sockets, "64 connections that never begin a handshake");
}

async function slow(session: Session): Promise<Found> {
  const { bed, address, lane } = session;
  const head = `POST /link/1/${lane}/hello HTTP/1.1\r\nhost: bed\r\ncontent-length: 1000\r\n\r\nx`;
  const sockets = Array.from({ length: 8 }, () => connect({ ...tlsOf(bed.keys.tls), ...address }));
  for (const socket of sockets) {
    socket.on("error", () => {});
    socket.once("secureConnect", () => socket.write(head));
  }
  await new Promise((resolve) => void setTimeout(resolve, 200));
  return heardBeside(session, sockets, "8 questions whose body does not come");
}

/** Longer than a call may be held (spec/record.md section 9, Roads). */
const CALL = 26_000;

async function turn(session: Session): Promise<Found> {
  const { address, bed, lane } = session;
  const patient = new Line(address, bed.keys.tls, bed.node.tls, CALL);
  try {
    const reply = await patient.ask(`/link/1/turn/${lane}`, new Uint8Array());
    if (reply.status === 404)
      return skipped("a call for questions", "the node asks over connections of its own");
    const { bytes, status, code } = reply;
    const framed =
      bytes.length === 0 || (bytes.length > 8 && new DataView(bytes.buffer).getUint32(0) <= 1024);
    return holds("a call for questions", "a question in two frames, or no byte within 25 seconds", {
      [`200, not ${status} ${code ?? ""}`]: status === 200,
      "no byte, or a header of at most 1 KiB": framed,
    });
  } finally {
    patient.close();
  }
}

export const LOAD: readonly Step[] = [
  ["load/half-open", CONNECTION, halfOpen],
  ["load/slow-bodies", CONNECTION, slow],
  ["load/flood", REFUSALS, flood],
  ["load/call", "record.md#9-exchange", turn],
];
