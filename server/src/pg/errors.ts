/**
 * Everything that can go wrong between us and an embedded PostgreSQL, by code. Callers switch on `code`;
 * the sentence is for a person who has the data folder in front of him.
 */
export type PostgresErrorCode =
  | "PG_PLATFORM" // no server binaries for this platform are installed
  | "PG_OTHER_MAJOR" // the data folder belongs to another major version
  | "PG_ROOT" // started as root and neither a user namespace nor a change of user is possible
  | "PG_INITDB" // the cluster could not be made
  | "PG_START" // the server did not come up
  | "PG_FOLDER" // a folder of ours is not ours: wrong owner, or not a folder
  | "PG_TIMEOUT"; // nobody answered in time

export class PostgresError extends Error {
  override readonly name = "PostgresError";
  readonly code: PostgresErrorCode;

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
