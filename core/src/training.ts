/**
 * Instances of nodes that train: the number stands in the name of every log, which every signature and every key of a log
 * is bound to, and on the card. So nothing that was signed to train is anything in a live exchange, and two nodes of
 * different kinds cannot be linked (decision 0033).
 */
export const TRAINING_FROM = 900_000;

export const isTraining = ({ instance }: { readonly instance: number }): boolean => instance >= TRAINING_FROM;

/** Whether a log is one of a node that trains, by its name: its last part is the instance. */
export const isTrainingLog = (origin: string): boolean =>
  isTraining({ instance: Number(origin.slice(origin.lastIndexOf("/") + 1)) });
