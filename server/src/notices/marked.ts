import { SIGN } from "../node/training.ts";
import type { Mailer } from "./mailer.ts";

/** Of a node that trains: its mail says so before anything else. */
export const marked = (mailer: Mailer): Mailer => ({
  send: (message) => mailer.send({ ...message, subject: `${SIGN}: ${message.subject}` }),
  close: () => mailer.close(),
});
