import { SetuError } from "@setu/core";

/** The way to another machine of ours goes through networks that are not: there the line is sealed, and the other end proved. */
const SEALED: ReadonlySet<string> = new Set(["verify-ca", "verify-full"]);

/** Whether that name can only be this machine. */
export const isHere = (host: string): boolean =>
  host === "" ||
  host.startsWith("/") ||
  host === "localhost" ||
  host === "::1" ||
  /^127(?:\.\d{1,3}){3}$/.test(host);

/** @throws USAGE for a database that would be reached in clear, or without asking which server answers */
export function assertSealedLine(url: string): void {
  const parsed = URL.parse(url);
  // A name that is no URL is a path of a socket.
  if (!parsed) return;
  const host = parsed.searchParams.get("host") ?? parsed.hostname.replaceAll(/^\[|\]$/g, "");
  if (isHere(decodeURIComponent(host)) || SEALED.has(parsed.searchParams.get("sslmode") ?? "")) return;
  throw new SetuError(
    "USAGE",
    "the database is on another machine: its address has to say sslmode=verify-full, and sslrootcert where the authority is not public",
  );
}
