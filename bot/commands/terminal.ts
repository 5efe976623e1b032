import { createInterface } from 'node:readline/promises';
import type { Deps } from '#bot/deps.ts';

/** The workspace that was named, or the only one there is. */
export async function workspaceMeant({ db }: Pick<Deps, 'db'>, wanted: string | undefined): Promise<string> {
  const workspaces = await db.workspace.findMany({ select: { id: true, name: true }, orderBy: { id: 'asc' } });
  const names = workspaces.map(({ id, name }) => `${id} (${name})`).join(', ');
  const [only, another] = workspaces;
  if (!only) throw new Error('The bot has not been to any Slack workspace yet. Start it once with `npm start`, then import.');
  if (wanted === undefined && another) throw new Error(`There are several workspaces: ${names}. Choose one with --workspace.`);
  const meant = wanted === undefined ? only : workspaces.find(({ id }) => id === wanted);
  if (!meant) throw new Error(`There is no workspace ${wanted}. I know ${names}.`);
  return meant.id;
}

/** Asks whoever sits at the terminal; where nobody does, `--yes` says so. */
export async function isWanted(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    say(['Add --yes to change this.']);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Change this? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

export function say(lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
