import type { DeskBoard } from '#bot/home/board.ts';
import type { HomeView } from '#bot/home/home.ts';
import type { OwnRequest, OwnRequests } from '#bot/home/own-requests.ts';
import type { StaffLine } from '#bot/home/staff-lines.ts';
import { ANA, aTicketView, MAYA, MONDAY_TEN } from '#test/support/factories.ts';
import { aSurvey } from '#test/support/surveys.ts';

/** A request of Maya's as her Home has it. */
export function anOwnRequest(changes: Partial<OwnRequest> = {}): OwnRequest {
  return {
    id: 12,
    state: 'open',
    waitingOn: null,
    ownerId: null,
    openedAt: MONDAY_TEN,
    resolvedAt: null,
    outcome: null,
    mergedIntoId: null,
    isPrivate: false,
    text: 'Where is my invoice?',
    isDeleted: false,
    answer: null,
    ...changes,
  };
}

export function someRequests(changes: Partial<OwnRequests> = {}): OwnRequests {
  return { open: [], moreOpen: 0, ended: [], names: new Map(), ...changes };
}

/** A line of Maya's request in a list of staff's. */
export function aStaffLine(changes: Partial<StaffLine> = {}): StaffLine {
  return {
    id: 12,
    requesterId: MAYA,
    state: 'open',
    waitingOn: null,
    waitingFor: null,
    followUpAt: null,
    ownerId: null,
    openedAt: MONDAY_TEN,
    priority: 'normal',
    isPrivate: false,
    firstReplyAt: null,
    requesterName: 'Maya',
    organisation: null,
    text: 'Where is my invoice?',
    card: null,
    ...changes,
  };
}

const NOTHING = { lines: [], total: 0 };

export function aBoard(changes: Partial<DeskBoard> = {}): DeskBoard {
  const lists = { own: NOTHING, overdue: NOTHING, unassigned: NOTHING, dueToday: NOTHING };
  return { desk: aTicketView().desk, ...lists, problems: [], counts: null, names: new Map(), ...changes };
}

export function aHome(changes: Partial<HomeView> = {}): HomeView {
  return {
    isSetUp: true,
    tongue: { language: 'en', isAsked: false, isFromSlack: false },
    boards: [],
    moreDesks: 0,
    own: someRequests(),
    tools: null,
    surveys: { open: [], language: 'en' },
    ...changes,
  };
}

/** So many surveys that are open for Maya. */
export function someSurveys(count: number): HomeView['surveys'] {
  const survey = aSurvey({ name: { en: 'S'.repeat(80), es: 'E'.repeat(80) } });
  const open = Array.from({ length: count }, (_, index) => {
    return { waveId: index + 1, surveyId: index + 1, survey, level: 'named' as const, endsAt: MONDAY_TEN, kept: null };
  });
  return { open, language: 'en' };
}

export const ANSWER = { authorId: ANA, text: 'It went to your old address.', ts: '1772449200.000100' };
