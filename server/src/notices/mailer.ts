import { isIP } from "node:net";
import { badField } from "@setu/core";
import nodemailer from "nodemailer";

/** A mail server that takes our messages, and the address they come from. */
export type MailConfig = { readonly url: string; readonly from: string };

export type Message = {
  readonly to: string;
  /** The same for every repetition, so that a reader's program can tell one. */
  readonly id: string;
  readonly at: number;
  readonly subject: string;
  readonly text: string;
};

/** @throws whatever the server or the way to it answered: the message may or may not have been taken */
export type Mailer = { send(message: Message): Promise<void>; close(): void };

/** RFC 5321 dot-atom and host name: nothing in it can end a header, name a second address or be a comment. */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]$/;

/** @throws BAD_FIELD */
export function mailAddress(value: unknown, field: string): string {
  if (typeof value !== "string" || value.length > 254 || !ADDRESS.test(value))
    throw badField(field, "mail address");
  return value;
}

/** @throws BAD_FIELD for anything but `smtp://` and `smtps://` */
export function mailUrl(value: unknown, field: string): string {
  const url = typeof value === "string" && value.length <= 500 && URL.canParse(value) ? new URL(value) : null;
  if (!url || !["smtp:", "smtps:"].includes(url.protocol) || url.hostname === "")
    throw badField(field, "smtp or smtps address");
  return url.href;
}

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

/** @param ca certificates to trust instead of the system's */
export function openMailer({ url, from }: MailConfig, ca?: string): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "smtps:";
  const transport = nodemailer.createTransport({
    host,
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    // Only on this machine may a message pass without TLS: it says which officer has which reference.
    requireTLS: !secure && !LOOPBACK.has(host),
    ignoreTLS: !secure && LOOPBACK.has(host),
    tls: {
      minVersion: "TLSv1.2",
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
    },
    ...(username !== "" && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    send: async ({ to, id, at, subject, text }) => {
      await transport.sendMail({
        from: { name: "Setu", address: from },
        to: { name: "", address: to },
        subject,
        text,
        date: new Date(at),
        messageId: `<${id}@${domain}>`,
        // RFC 3834: no machine answers this.
        headers: { "Auto-Submitted": "auto-generated" },
      });
    },
    close: () => transport.close(),
  };
}
