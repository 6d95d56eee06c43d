import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { DirectoryDid } from "@setu/requests/administration.ts";

/** What a scope reaches; the table of docs/clients.md. */
export const SCOPE_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  "requests:read": msg({ context: "scope", message: "Read requests: lists, search, files, proofs" }),
  "requests:write": msg({ context: "scope", message: "Write requests: ask, answer, our own half" }),
  "intake:write": msg({ context: "scope", message: "Register what came another way" }),
  "link:read": msg({ context: "scope", message: "Read the state of the link" }),
  "directory:read": msg({ context: "scope", message: "Directory: read the accounts of its agency" }),
  "directory:write": msg({
    context: "scope",
    message: "Directory: open accounts without powers, close accounts",
  }),
};

export const DID_WORDS: { readonly [did in DirectoryDid]: MessageDescriptor } = {
  open: msg({ context: "directory", message: "Opened an account without powers" }),
  change: msg({ context: "directory", message: "Changed the name" }),
  close: msg({ context: "directory", message: "Closed the account" }),
  reopen: msg({ context: "directory", message: "Opened the account again" }),
  join: msg({ context: "directory", message: "Put into a group" }),
  leave: msg({ context: "directory", message: "Taken out of a group" }),
};

/** The same while it waits: what the directory wants, and what follows. */
export const WISH_WORDS: { readonly [did in DirectoryDid]: MessageDescriptor } = {
  ...DID_WORDS,
  close: msg({ context: "directory", message: "To be closed" }),
  reopen: msg({ context: "directory", message: "To be opened again: propose a change under People" }),
  join: msg({
    context: "directory",
    message: "Put into a group: propose a change under People, if it is due",
  }),
  leave: msg({
    context: "directory",
    message: "Taken out of a group: look whether the powers are still due",
  }),
};
