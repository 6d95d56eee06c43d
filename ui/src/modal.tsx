import type { ReactNode } from "react";
import { Dialog, Heading } from "react-aria-components/Dialog";
import { Modal as AriaModal, ModalOverlay } from "react-aria-components/Modal";

export type ModalProps = {
  readonly title: string;
  /** Absent when the person must decide first: then neither Escape nor a click outside closes it. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
};

/** A dialog over the page. Always loaded lazily (`overlays.ts`): React Aria is no part of the first load. */
export default function Modal({ title, onClose, children }: ModalProps) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <AriaModal className="modal">
        <Dialog role="dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
