import { ERRORS, SetuError } from "@setu/core/errors.ts";
import { CommanderError } from "commander";
import { TlogError } from "tlog";

/** What goes wrong outside Setu's own list of errors, and with which code the command line ends. */
const OUTSIDE = {
  /** No node listens at the address. */
  NO_NODE: 8,
  /** Stopped by Ctrl-C, as shells count it. */
  INTERRUPTED: 130,
} as const;

export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, string | number>>;
  readonly exit: number;
};

/** An error of the command line itself, with a code of `OUTSIDE`. */
export class CliError extends Error {
  readonly code: keyof typeof OUTSIDE;
  override readonly name = "CliError";

  constructor(code: keyof typeof OUTSIDE, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How files and ports refuse, in the words of the list. */
const SYSTEM: Readonly<Record<string, keyof typeof ERRORS>> = {
  ENOENT: "NOT_FOUND",
  ENOTDIR: "NOT_FOUND",
  EISDIR: "USAGE",
  EEXIST: "DUPLICATE",
  ENOTEMPTY: "DUPLICATE",
  EACCES: "FORBIDDEN",
  EPERM: "FORBIDDEN",
  EADDRINUSE: "BUSY",
  ENOSPC: "BUSY",
};

/** The exit codes are those of core's ERRORS; docs/cli.md shows the table, and a test holds it to this. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SetuError) return failure(error.code, error, ERRORS[error.code].exit, error.detail);
  if (error instanceof CliError) return failure(error.code, error, OUTSIDE[error.code]);
  if (error instanceof TlogError) return failure(error.code, error, ERRORS.BAD_PROOF.exit);
  if (error instanceof CommanderError) {
    return failure("USAGE", error, error.exitCode === 0 ? 0 : ERRORS.USAGE.exit);
  }
  const { code } = error as { code?: unknown };
  const known = typeof code === "string" ? SYSTEM[code] : undefined;
  if (known) return failure(known, error as Error, ERRORS[known].exit);
  // The launcher of the embedded PostgreSQL says in one sentence what is wrong and what to do.
  if (typeof code === "string" && code.startsWith("PG_"))
    return failure(code, error as Error, ERRORS.BUSY.exit);
  return failure("INTERNAL", error instanceof Error ? error : new Error(String(error)), ERRORS.INTERNAL.exit);
}

const failure = (
  code: string,
  { message }: Error,
  exit: number,
  detail: Failure["detail"] = {},
): Failure => ({
  code,
  message,
  detail,
  exit,
});
