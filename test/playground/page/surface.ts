// What a control and the place it is in know of each other. Types only.
import type { Json } from '#test/workspace/state.ts';
import type { Filled } from '#test/workspace/values.ts';

export type Where = { channel: string; ts: string } | { ephemeral: string } | { view: string };

/** What blocks are drawn in; `typed` is all that is in the inputs there now, by block id. */
export type Surface = { where: Where; typed: () => Record<string, Filled> };

/** An element where it is used. */
export type Use = {
  element: Json;
  blockId: string;
  surface: Surface;
  /** What it holds at first, as `state.values` has it. */
  entry: Json;
  id: string;
  /** A label beside it says what it is. */
  isNamed: boolean;
  isOptional: boolean;
  /** Tells the app; undefined where the form tells it when it is sent. */
  settle: (() => void) | undefined;
};

/** A control as the rest of the page sees it. */
export type Control = {
  node: HTMLElement;
  /** What its label is of, and what the keyboard comes to. */
  target: HTMLElement;
  read: () => Filled;
  /** Remembers what is in it; calling the result puts that back. */
  snapshot: () => () => void;
};
