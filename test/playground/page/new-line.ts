// The line above the first message that one has not read.

/** Where the line is, in the place one is in; it stays there though one has read on, until one leaves. */
export type NewLine = { place: string; from: string | undefined };

/** The line when one comes to a place, or when something was written there; `isSeen` says that one looks at the newest. */
export function newLineAt(before: NewLine, place: string, firstUnread: string | undefined, isSeen: boolean): NewLine {
  if (before.place !== place) return { place, from: firstUnread };
  return firstUnread === undefined || isSeen ? before : { place, from: firstUnread };
}
