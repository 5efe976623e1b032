// What the page's files share: who one is and where, what was seen last, and talking to the server.
import type { Seen, Start } from '../seen.ts';
import { at, element } from './dom.ts';
import { withNames } from './writing.ts';

/** Whom one acts as, and what one looks at. */
export type Place = {
  as: string;
  channel: string;
  threadTs: string;
  /** The Home tab of the app. */
  isHome: boolean;
};

export const shared: {
  place: Place;
  start: Start;
  seen: Seen | undefined;
  /** Reads the state again and draws what changed. */
  refresh: () => Promise<void>;
  /** Goes somewhere: whatever is left out stays as it is. */
  go: (to: Partial<Place> & { ts?: string }) => Promise<void>;
} = {
  place: { as: '', channel: '', threadTs: '', isHome: false },
  start: {
    team: { id: '', name: '', domain: '', appName: '', botUserId: '' },
    cast: [],
    commands: [],
    shortcuts: [],
    tour: [],
    hasClock: false,
  },
  seen: undefined,
  refresh: async () => undefined,
  go: async () => undefined,
};

/** The commands one can give: none of the app's for who is here by Slack Connect alone. */
export function commandsHere(): Start['commands'] {
  return shared.seen?.me.hasApp === false ? [] : shared.start.commands;
}

/** The app's shortcuts one can use, likewise. */
export function shortcutsHere(on: 'message' | 'anywhere'): Start['shortcuts'] {
  return shared.seen?.me.hasApp === false ? [] : shared.start.shortcuts.filter((shortcut) => shortcut.on === on);
}

/** Asks the server; throws an error with its words when it refuses. */
export async function ask<Answer = unknown>(path: string, body?: unknown): Promise<Answer> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return answerOf<Answer>(await fetched(path, body === undefined ? {} : post));
}

/** Does something in Slack as whoever one is; undefined when it went wrong, which the page then says. */
export async function act<Result = unknown>(name: string, ...given: unknown[]): Promise<Result | undefined> {
  const done = await attempt<Result>(name, ...given);
  if (done !== undefined) await shared.refresh();
  return done;
}

/** The same, without a look at what came of it where it went well. */
export async function attempt<Result>(name: string, ...given: unknown[]): Promise<Result | undefined> {
  try {
    return (await ask<{ result: Result }>(`/control/${name}`, given)).result;
  } catch (error) {
    // Where it is said depends on whether a form is still open.
    await shared.refresh();
    say(plainly(error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

/** What tests are told of a button that is gone is too much for a visitor who pressed it twice. */
function plainly(problem: string): string {
  return problem.startsWith('There is nothing called')
    ? 'This has just changed, so nothing was pressed. Please look again.'
    : problem;
}

/** What the server takes at most. */
const LARGEST_FILE_MB = 50;

/** Sends a file of somebody's, which is shown nowhere yet; answers its id, or throws a sentence. */
export async function upload(as: string, file: File): Promise<string> {
  if (file.size > LARGEST_FILE_MB * 1024 * 1024) throw new Error(`No file may be larger than ${LARGEST_FILE_MB} MB.`);
  const headers = { 'content-type': 'application/octet-stream' };
  const query = new URLSearchParams({ as, name: file.name });
  const response = await fetched(`/page/upload?${query}`, { method: 'POST', headers, body: file });
  const { result } = await answerOf<{ result: string }>(response);
  return result;
}

/** A browser's own words for this are "Failed to fetch". */
async function fetched(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (cause) {
    throw new TypeError('The playground does not answer. Is it still running?', { cause });
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const answer = (await response.json()) as { ok: boolean; error?: string };
  if (!answer.ok) throw new Error(answer.error ?? 'The server did not say what is wrong.');
  return answer as Answer;
}

/** Says a sentence in the open form, or else above everything until it is closed or one moves on. */
export function say(text: string): void {
  const problem = problemInForm();
  const said = withNames(text, namesHere());
  if (problem) problem.textContent = said;
  else at('notices').replaceChildren(element('p', {}, said));
}

function namesHere(): Map<string, string> {
  const people = shared.start.cast.flatMap((group) => group.people).map(({ id, name }) => [id, name] as const);
  return new Map([...people, ...(shared.seen?.channels ?? []).map(({ id, name }) => [id, `#${name}`] as const)]);
}

/** Takes back what was said in the open form. */
export function unsay(): void {
  problemInForm()?.replaceChildren();
}

/** Nothing outside of an open dialog is heard by a screen reader. */
function problemInForm(): HTMLElement | null {
  const form = at<HTMLDialogElement>('modal');
  return form.open ? form.querySelector<HTMLElement>('.problem') : null;
}
