import type { Words } from "./words.ts";

export const en: Words = {
  findings: {
    training:
      "These are logs of nodes that train: nothing in them is real, and nothing of it concerns a live exchange.",
    "file-changed": "The file {what} is not the one that the export's list names.",
    "card-changed":
      "The card of {what} is another than the one that you compared. Do not go on before both governments have said why.",
    "cards-unchecked":
      "The card of {what} has not been compared yet. Compare its twelve groups with those that the government publishes: until then this shows that the export agrees with itself, not whose it is.",
    "log-gone": "The log {log} should be here and is not.",
    "keys-changed": "The home log is signed with other keys than when you last looked.",
    "checkpoint-bad": "The head of the log is not signed as it has to be ({what}).",
    "too-long": "The log claims {count} entries, more than this program reads.",
    "differs-from-tree": "{kind} So says the log's own tree in the same export.",
    "not-the-root":
      "The entries do not add up to the signed head of the log. The first bad entry is not before entry {first} and before entry {until}.",
    "leaf-malformed": "Entry {first} is not a well-formed entry.",
    "time-backwards": "Entry {first} says an earlier time than the entry before it.",
    "first-look":
      "You remember nothing of this log yet. Whether it was changed before today only the other side's signatures can tell.",
    "differs-from-memory": "{kind} So say the heads that you kept from your last look.",
    "memory-root": "The first {until} entries are not those that you remember.",
    "differs-from-peer": "{kind} So says the copy in the other node's export.",
    "peer-root": "The other node's copy of the first {until} entries is another.",
    "peer-longer":
      "The other node's export shows more entries of this log, from entry {first} on: {count}. It was not made clearly before this one, so they may be newer.",
    "receipt-bad": "Receipt {count} is not signed by both sides as it has to be ({what}).",
    "receipt-differs":
      "The other side has signed for another history. The first bad entry is not before entry {first} and before entry {until}.",
    "receipt-beyond":
      "The other side has signed that it holds {until} entries; fewer are shown. The first bad entry is not before entry {first}.",
    "witness-bad": "What witnesses signed, statement {count}, is not signed as the policy asks ({what}).",
    "witness-differs": "The entries are not those that the witnesses signed.",
    "no-witness": "No witness of the policy has signed this log.",
    witnessed: "Enough witnesses of the policy signed the first {count} entries, by {what}.",
    "no-receipt": "Nothing here is cosigned by the other side, so it attests nothing of this log.",
    "tail-uncosigned": "From entry {first} on, nothing is cosigned yet; entries: {count}.",
    "tail-late":
      "From entry {first} on, nothing is cosigned, and it was there for more than an hour when the export was made; entries: {count}. Ask for the receipts, or why there are none.",
    "pulse-wrong": "What is shown as a pulse at entry {first} is not what stands there.",
    "pulse-heads":
      "A pulse ({what}) names another head for the first {until} entries of this log than the entries give.",
    "pulse-beyond":
      "A signed pulse speaks of more entries of this log than are shown, from entry {first} on: {count}.",
    "pulse-missing": "Pulse number {count} is not shown, though later ones are.",
    "pulse-unopened":
      "The node does not show how some pulses bind its home log: {count}, the first at entry {first}.",
    "home-differs":
      "The home log is not the one that the node bound in a pulse which the other side holds. The first bad entry is not before entry {first} and before entry {until}.",
    "no-pulse": "No pulse binds this home log, so nobody but the node attests it.",
    "tail-unpinned": "From entry {first} on, no pulse binds the log yet; entries: {count}.",
    "seed-of-the-node":
      "You gave no seed here, so the one that the export names was taken. A node that chooses the seed chooses the entries.",
    "pin-late":
      "From entry {first} on, no pulse binds the log, and it was there for more than an hour when the export was made; entries: {count}. Ask why.",
    "other-seed": "The node has not answered your seed and number of entries, but others.",
    "opening-malformed": "The answers to the sample cannot be read ({what}).",
    "opening-wrong": "The answer for entry {first} is not what stands there.",
    unanswered: "Entries that were drawn have no answer: {count}; the first is entry {first}.",
    unattested: "Entry {first} is said to be destroyed or lost, and no attestation in the home log says so.",
    unreadable: "The node says that it cannot read entry {first}, which it wrote itself.",
    undrawn: "Entries from {first} on were kept from the draw.",
    "drawn-early":
      "Of the entries from which the seed drew, those from entry {first} on are new to you ({count}): one who knew the seed could have written them.",
  },
  kinds: {
    omitted: "Entries were left out from entry {first} on: {count}.",
    inserted: "Entries were put in at entry {first} that were not there: {count}.",
    swapped: "Entries {first} and {other} have changed places.",
    substituted: "Entry {first} was replaced by another.",
    truncated: "Entries are missing at the end, from entry {first} on: {count}.",
    rewritten: "From entry {first} on it is another history.",
  },
  verdicts: {
    whole: "Nothing contradicts what you remember and what the other side has signed.",
    gaps: "Nothing contradicts, but something is not shown that should be.",
    broken: "This export contradicts itself, what you remember, or what the other side has signed.",
  },
  logs: { own: "sent by this node", peer: "received from the other side", home: "home log of this node" },
  grounds: {
    unreadable: "the node cannot read it",
    originator: "its originator has not agreed",
    court: "order of a court",
    privilege: "legal privilege",
    danger: "danger to a person",
  },
  report: {
    title: "Report on an export of {party}",
    made: "Made by the node of {party}, whose peer is {peer}, at {at} by its clock. Number of this export: {manifest}",
    card: "Card of {party}: {fingerprint} ({known})",
    known: "compared",
    unknown: "not compared",
    log: "{origin} ({of}): {size} entries, root {root}",
    remembered: "You remembered {count} of them.",
    cosigned: "The other side attests that it holds {count} of them, since {at} by its clock.",
    pinned: "The other side holds a pulse that attests {count} of them, written at {at}.",
    sent: "The other side, which sent it, has signed for exactly these entries.",
    nobody: "Nobody but this node attests it here.",
    first: "First bad entry: {first}",
    sampleTitle: "The sample",
    asked: "The seed “{seed}” drew up to {n} entries of each log.",
    noSample: "No seed was given, so no entry was opened.",
    sample:
      "Of {drawn} entries drawn from the first {drawnFrom}: {opened} opened, {textDestroyed} opened with their text destroyed under attestation, {textLost} opened with their text lost, {textWithheld} opened with their text withheld, {destroyed} destroyed under attestation, {lost} lost, {withheld} withheld, {unanswered} not accounted for.",
    ground: "Withheld because: {ground}: {count}.",
    limits:
      "An attestation is somebody's signed word. It says who said what and when, and that it was not changed since; it does not say that it is true, nor that there is nothing that was never written down, nor that no other copy of what was destroyed exists.",
  },
  page: {
    title: "Setu verifier",
    about:
      "Checks an export of a Setu node in this window. Before it reads a folder it closes its own way to every network, until you load it again.",
    export: "The export: its folder",
    exportAddress: "or the read-only address of a live one",
    other: "The other node's export, if you have it",
    memory: "What you kept from your last look, if you have it",
    seed: "The seed that you gave to the node, if you did",
    number: "How many entries of each log",
    fingerprints: "Fingerprints that you have from elsewhere, one on each line",
    start: "Check",
    stop: "Stop",
    stopped: "Stopped. What was read so far says nothing.",
    noExport: "Choose the folder of an export first.",
    failed: "This could not be read as an export: {what}",
    reading: "Reading: {done} of {total} entries",
    found: "What was found",
    nothing: "Nothing more is to be said.",
    keep: "Save what to remember",
    keepNot: "What you remember stays as it is, because this export is broken.",
    save: "Save this report",
    language: "Language",
    offline: "Offline: this page can reach no network.",
    online: "Only the address that you gave is asked.",
    levels: { broken: "Broken", gap: "Not shown", note: "To know" },
  },
};
