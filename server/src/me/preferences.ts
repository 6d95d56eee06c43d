import { badField, type Json } from "@setu/core";
import {
  alwaysOn,
  CHANNELS,
  DENSITIES,
  NOTICE_DEFAULTS,
  NOTICE_KINDS,
  SHIFT_BEGINS,
  THEMES,
  ZONES,
  type Channels,
  type NoticeKind,
  type NoticePreferences,
  type NoticeSettings,
  type Preferences,
} from "@setu/requests";
import type { PgStore } from "../db/pg-store.ts";
import { strict } from "../requests/command.ts";

/** What an officer chose, kept at the node so that it follows them to another machine. */
const LANGS = ["en", "fr", "hi"] as const;
const READ = `SELECT screen, notices, shift FROM preference WHERE officer = $1`;
const PUT_SCREEN = `INSERT INTO preference (officer, screen) VALUES ($1, $2)
  ON CONFLICT (officer) DO UPDATE SET screen = excluded.screen`;
const PUT_NOTICES = `INSERT INTO preference (officer, notices, shift) VALUES ($1, $2, $3)
  ON CONFLICT (officer) DO UPDATE SET notices = excluded.notices, shift = excluded.shift`;
const ADDRESS = `SELECT mail IS NOT NULL AS mail FROM officer WHERE id = $1`;

type Row = {
  readonly screen: Preferences | object;
  readonly notices: Partial<Record<NoticeKind, Partial<Channels>>>;
  readonly shift: number | null;
};

/** Null: this officer has not chosen anything yet. */
export async function readPreferences(store: PgStore, officer: string): Promise<Preferences | null> {
  const [row] = await store.rows<Row>(READ, [officer]);
  return row !== undefined && "theme" in row.screen ? row.screen : null;
}

export async function savePreferences(store: PgStore, officer: string, chosen: Preferences): Promise<void> {
  await store.rows(PUT_SCREEN, [officer, JSON.stringify(chosen)]);
}

export async function readSettings(store: PgStore, officer: string): Promise<NoticeSettings> {
  const [[row], [address]] = await Promise.all([
    store.rows<Row>(READ, [officer]),
    store.rows<{ mail: boolean }>(ADDRESS, [officer]),
  ]);
  // What was chosen before there was a channel or a kind says nothing of it.
  const notices = NOTICE_KINDS.map((kind) => [kind, { ...NOTICE_DEFAULTS[kind], ...row?.notices[kind] }]);
  return {
    notices: Object.fromEntries(notices) as NoticePreferences,
    shift: row?.shift ?? SHIFT_BEGINS,
    mail: address?.mail ?? false,
  };
}

export type Chosen = Pick<NoticeSettings, "notices" | "shift">;

export async function saveNotices(store: PgStore, officer: string, chosen: Chosen): Promise<void> {
  await store.rows(PUT_NOTICES, [officer, JSON.stringify(chosen.notices), chosen.shift]);
}

/** @throws BAD_FIELD */
export function parsePreferences(value: Json | undefined): Preferences {
  const fields = strict(value, "preferences", ["density", "keys", "lang", "sound", "theme", "zone"]);
  const { lang, zone, density, theme, keys, sound } = fields;
  return {
    lang: lang === null ? null : oneOf(LANGS, lang, "lang"),
    zone:
      zone === null
        ? null
        : oneOf(
            ZONES.map(({ id }) => id),
            zone,
            "zone",
          ),
    density: oneOf(DENSITIES, density, "density"),
    theme: oneOf(THEMES, theme, "theme"),
    keys: flag(keys, "keys"),
    sound: flag(sound, "sound"),
  };
}

/** Every kind and channel, so that a later default changes nothing that a person has seen. @throws BAD_FIELD */
export function parseNotices(given: Readonly<Record<string, Json | undefined>>): Chosen {
  const { shift } = given;
  if (typeof shift !== "number" || !Number.isInteger(shift) || shift < 0 || shift > 23)
    throw badField("shift", "hour of the day");
  const kinds = strict(given["notices"], "notices", NOTICE_KINDS);
  const parsed = NOTICE_KINDS.map((kind): [string, Channels] => {
    const channels = strict(kinds[kind], kind, CHANNELS);
    const [screen, mail, digest] = CHANNELS.map((channel) => {
      const on = flag(channels[channel], `${kind}.${channel}`);
      if (!on && alwaysOn(kind, channel)) throw badField(`${kind}.${channel}`, "always on");
      return on;
    });
    return [kind, { screen: screen === true, mail: mail === true, digest: digest === true }];
  });
  return { notices: Object.fromEntries(parsed) as NoticePreferences, shift };
}

function oneOf<T extends string>(list: readonly T[], value: Json | undefined, field: string): T {
  const found = list.find((each) => each === value);
  if (found === undefined) throw badField(field, "choice");
  return found;
}

function flag(value: Json | undefined, field: string): boolean {
  if (typeof value !== "boolean") throw badField(field, "yes or no");
  return value;
}
