/** What each figure means, in a sentence for whoever asks "What does it mean?"; `n` says what is counted. */
export const DEFINITIONS = {
  opened: {
    label: 'New',
    definition: 'Requests that came in during the week, each by the time of the member’s message.',
    n: 'requests',
  },
  reopened: {
    label: 'Reopened',
    definition:
      'Requests that came back to the queue during the week: reopened by a message or by staff, or because a resolve, a “not a request” or a merge was undone. One request can come back more than once.',
    n: 'times',
  },
  solved: { label: 'Solved', definition: 'Requests resolved during the week with the outcome “solved”.', n: 'times' },
  answeredByMember: {
    label: 'Answered by a member',
    definition: 'Requests resolved during the week because another member had answered.',
    n: 'times',
  },
  noLongerNeeded: { label: 'No longer needed', definition: 'Requests resolved during the week as no longer needed.', n: 'times' },
  stale: {
    label: 'Stale',
    definition: 'Requests resolved during the week because the member did not come back to us.',
    n: 'times',
  },
  dismissed: {
    label: 'Not a request',
    definition: 'Messages taken for a request and put aside during the week as none.',
    n: 'times',
  },
  merged: { label: 'Merged', definition: 'Requests joined to another during the week.', n: 'times' },
  withdrawn: { label: 'Taken back', definition: 'Requests taken back by the member during the week.', n: 'times' },
  openAtStart: {
    label: 'Open on Monday',
    definition: 'Requests in the queue (open, claimed or waiting) as the week began.',
    n: 'requests',
  },
  openAtEnd: {
    label: 'Open',
    definition:
      'Requests in the queue (open, claimed or waiting) as the week ended, counted apart from the sum: open at the start + new + reopened − resolved − not a request − merged − taken back. Closing a resolved request changes nothing.',
    n: 'requests',
  },
  firstReply: {
    label: 'First reply',
    definition:
      'From the member’s message to the first public reply of staff, for requests that came in during the week, without those merged, found to be none, or written down by staff as answered on the spot (these are counted apart). Half were answered within the first time and 9 in 10 within the second; one without a reply counts as longer than all others.',
    n: 'requests',
  },
  unanswered: {
    label: 'Still unanswered',
    definition: 'Requests that came in during the week, are still in the queue and have no public reply of staff.',
    n: 'requests',
  },
  resolution: {
    label: 'Resolution',
    definition:
      'From opening to the last resolve, for requests solved during the week and not back since. A request that comes back later is counted in the week it is solved again, so the last seven days are provisional.',
    n: 'requests',
  },
  satisfaction: {
    label: 'Members say',
    definition:
      'Answers of the week to “How happy are you with how we helped you?”, on five points: happy (the upper two), neutral, unhappy (the lower two). One person is asked at most once in 14 days; answers count in the week in which they came. Where members read, they are left out when they come from fewer than five people or are all alike.',
    n: 'answers',
  },
  openNow: {
    label: 'Open now',
    definition: 'Requests in the queue at the moment of counting, by who has to act next.',
    n: 'requests',
  },
  oldestUnanswered: {
    label: 'Oldest unanswered',
    definition: 'The request in the queue that has waited longest without a public reply of staff.',
    n: 'requests',
  },
} as const satisfies Record<string, { label: string; definition: string; n: string }>;

export type Figure = keyof typeof DEFINITIONS;
