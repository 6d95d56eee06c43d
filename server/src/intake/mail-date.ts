/** Dates of mail (RFC 5322 section 3.3), with the zones by name that section 4.3 still gives a meaning. */
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const ZONES: Readonly<Record<string, string>> = {
  ut: "+0000",
  utc: "+0000",
  gmt: "+0000",
  z: "+0000",
  est: "-0500",
  edt: "-0400",
  cst: "-0600",
  cdt: "-0500",
  mst: "-0700",
  mdt: "-0600",
  pst: "-0800",
  pdt: "-0700",
};
const DATE =
  /(?:^|[\s,])(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s+([+-]\d{4}|[a-z]{1,3})(?![a-z\d])/i;
const LONGEST = 200;

export type MailDate = {
  /** The day on the wall of whoever wrote it. */
  readonly day: string;
  /** RFC 3339 with its offset. */
  readonly instant: string;
};

/** Null for what is no date, or one of a zone that several countries call so (IST). */
export function readMailDate(text: string): MailDate | null {
  const found = DATE.exec(text.slice(0, LONGEST));
  if (!found) return null;
  const [, date = "", name = "", year = "", hour = "", minute = "", second = "00", zone = ""] = found;
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  const offset = /^[+-]/.test(zone) ? zone : ZONES[zone.toLowerCase()];
  if (month === 0 || offset === undefined) return null;
  const day = `${year}-${two(month)}-${two(date)}`;
  // A leap second is the last of its minute for every clock that we have.
  const time = `${hour}:${minute}:${second === "60" ? "59" : second}`;
  return { day, instant: `${day}T${time}${offset.slice(0, 3)}:${offset.slice(3)}` };
}

const two = (part: number | string): string => String(part).padStart(2, "0");

/** Of the line that the last server wrote: its date stands behind the last semicolon. */
export const readReceived = (field: string): MailDate | null =>
  readMailDate(field.slice(field.lastIndexOf(";") + 1));
