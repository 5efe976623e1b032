// With what a playground begins: what the last one kept, or a new one's history.
import type pg from 'pg';
import type { Export } from '#test/replay/export.ts';
import { readHistory } from './history.ts';
import { readState, type State } from './keeping.ts';
import type { History } from './options.ts';
import { type Note, readNote } from './store.ts';

type Asked = { dataFolder: string; isFresh?: boolean | undefined; history?: History | undefined };
/** What can be found before anything is started. */
type Found = { state?: State | undefined; problem?: string | undefined; source?: Export | undefined };
/** `source` is the export to begin anew with; without either it is Riverbend Co-op. */
export type Beginning = { kept?: { state: State; note: Note } | undefined; source?: Export | undefined };

/** Throws a sentence when the export cannot be read, or something else was kept; then nothing has been lost yet. */
export async function findState({ dataFolder, isFresh, history }: Asked): Promise<Found> {
  const { state, problem } = isFresh ? {} : await readState(dataFolder);
  if (state && history && !isSame(state.about.history, history)) throw new Error(otherState(state.about.history));
  const source = history && !state ? await readHistory(history, new Date()) : undefined;
  return { state, problem, source };
}

/** Compares with the database; what has no counterpart there is given up, with a line about it. */
export async function beginningOf(
  { state, problem, source }: Found,
  { isFresh, history }: Asked,
  connection: pg.PoolConfig,
  say: (line: string) => void,
): Promise<Beginning> {
  if (isFresh) return { source };
  const note = await readNote(connection);
  if (state && note?.birth === state.birth) return { kept: { state, note } };
  if (problem) say(problem);
  else if (state) say('The database that goes with what was kept of the last demo is missing, so this one begins anew.');
  else if (note) say('What the Slack of the last demo kept is missing, so this one begins anew.');
  return { source: source ?? (history && (await readHistory(history, new Date()))) };
}

function isSame(kept: History | null, asked: History): boolean {
  return kept?.path === asked.path && kept.channel === asked.channel;
}

function otherState(kept: History | null): string {
  const what = kept ? `${kept.path}${kept.channel === undefined ? '' : ` (only ${kept.channel})`}` : 'Riverbend Co-op';
  return `There is a demo already that began with ${what}; add --fresh to forget it and begin with this export.`;
}
