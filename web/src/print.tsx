/** What the node renders itself, for a poor line and for paper: the one entry of the build for the server. */
export { render, style } from "./read/page.tsx";
