import { CANNOT_ASSIST, refusalSent } from "@setu/core/codes/index.ts";
import type { ParsedCommand } from "./command.ts";

/** As the other side may read them: the ground of a refusal stays here. */
export const sentArgs = ({ do: what, args }: Pick<ParsedCommand, "do" | "args">): ParsedCommand["args"] =>
  what === "refuse" && typeof args["ground"] === "string" && args["ground"] !== CANNOT_ASSIST
    ? { ...args, ground: refusalSent(args["ground"]) }
    : args;
