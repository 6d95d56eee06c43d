import { lazy } from "react";

export const Modal = lazy(() => import("./modal.tsx"));
