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

/** The same for the figures of tools and sign-ups. */
export const SIGN_UP_DEFINITIONS = {
  undecided: {
    label: 'Waiting, undecided',
    definition:
      'Sign-ups that nobody had decided as the period began, and as it ended: with an approver, or back with the member for an answer. Counted apart from the sum: waiting + asked + asked again = approved + declined + taken back + no answer + undecided. Renewals are not in it.',
    n: 'sign-ups',
  },
  asked: {
    label: 'Asked, asked again',
    definition:
      'Sign-ups asked for during the period; “again” where one that was declined, taken back or expired was asked for once more.',
    n: 'times',
  },
  decided: {
    label: 'Approved, declined, taken back, no answer',
    definition:
      'How sign-ups were decided during the period: approved at the last stage (with a seat or on the waiting list), declined, taken back by the member before that, or expired because the member did not answer. What is cancelled after its approval is none of these.',
    n: 'times',
  },
  decisions: {
    label: 'Request to decision',
    definition:
      'From asking to approval or refusal, in working time without what the member had it for, for sign-ups asked for during the period. Half were decided within the first time and 9 in 10 within the second. Those undecided count as longer than so far, and so do those taken back or expired before anybody decided. What is approved at once, because nobody has to decide, is counted apart.',
    n: 'sign-ups',
  },
  ready: {
    label: 'Decision to ready',
    definition:
      'From approval to ready, in working time, for sign-ups approved during the period; the time on a waiting list counts, that in which the member has an offered seat or an agreement to sign does not. Those not ready yet count as longer than so far.',
    n: 'sign-ups',
  },
  seats: {
    label: 'Seats',
    definition:
      'Seats taken at the moment of counting (offered, held for a signature, being set up, in use or suspended) of those there are, and sign-ups on the waiting list. The digest names tools with somebody waiting or three quarters full. Made ready: seats that became ready during the period.',
    n: 'seats',
  },
  ending: {
    label: 'End in 30 days',
    definition:
      'Seats whose term ends within 30 days from the moment of counting: kept or renewed, given back or not renewed, being decided, or without an answer yet.',
    n: 'seats',
  },
  undecidedNow: {
    label: 'Waiting longest for a decision',
    definition:
      'Sign-ups and renewals nobody has decided at the moment of counting, how long since they were asked for, and who has them: approvers of the stage they are in, or the member.',
    n: 'sign-ups',
  },
} as const satisfies Record<string, { label: string; definition: string; n: string }>;

/** The figures that count tickets. */
export type Figure = keyof typeof DEFINITIONS;
