import { existsSync, readFileSync } from "node:fs";
import {
  badField,
  hash,
  objectIn,
  parseBounded,
  recordId,
  type Hash,
  type Json,
  type RecordId,
} from "@setu/core";
import { homeFiles } from "./config.ts";
import { put } from "./files.ts";

/** What is known of the peer's announcements beside its card; outside the database, which may be restored. */
export type Followed = {
  /** TLS keys that it may show until it has shown that of its card. */
  readonly pins: readonly Hash[];
  /** Rotations that have been followed, the last of them: none is followed twice. */
  readonly rotations: readonly RecordId[];
};

const MAX_PINS = 8;
const MAX_ROTATIONS = 256;
const MAX_FILE = 64 * 1024;

/** @throws BAD_FIELD */
export function readFollowed(home: string): Followed {
  const path = homeFiles(home).peerAnnounced;
  if (!existsSync(path)) return { pins: [], rotations: [] };
  const { pins, rotations } = objectIn(parseBounded(readFileSync(path), MAX_FILE), "announced");
  return {
    pins: list(pins, "pins", MAX_PINS).map((pin) => hash(pin, "pins")),
    rotations: list(rotations, "rotations", MAX_ROTATIONS).map((id) => recordId(id, "rotations")),
  };
}

export const saveFollowed = (home: string, { pins, rotations }: Followed): void =>
  put(
    homeFiles(home).peerAnnounced,
    `${JSON.stringify({ pins: pins.slice(-MAX_PINS), rotations: rotations.slice(-MAX_ROTATIONS) })}\n`,
  );

/** The peer shows no other TLS key than that of its card from here on. */
export const dropPins = (home: string): void => {
  const { pins, rotations } = readFollowed(home);
  if (pins.length > 0) saveFollowed(home, { pins: [], rotations });
};

function list(value: Json | undefined, field: string, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max) throw badField(field, `list of at most ${max}`);
  return value as readonly Json[];
}
