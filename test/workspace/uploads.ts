// Files of people that are on Slack but shown nowhere yet: what the file input of a form takes.
import { expectFile, fileCard } from './files.ts';
import { LIMITS } from './limits.ts';
import { actor } from './people.ts';
import { type Json, type Team, teamWithAppFor, type World } from './state.ts';
import type { Filled } from './values.ts';

/** Uploads a person's file, as dropping it into a form does; answers its id. */
export function uploadFile(world: World, userId: string, name: string, content: Buffer | string): string {
  actor(world, userId);
  const team = teamWithAppFor(world, userId);
  if (!team) throw new Error(`${userId} sees no app`);
  const file = expectFile(world, team, name, userId);
  file.content = Buffer.from(content);
  file.state = 'ready';
  return file.id;
}

/** The entry of `state.values` for these uploads; throws what Slack's own client would not let happen. */
export function filesGiven(world: World, team: Team, userId: string, element: Json, given: Filled): Json {
  const ids = given === null || given === '' ? [] : Array.isArray(given) ? given : [String(given)];
  const most = typeof element.max_files === 'number' ? element.max_files : LIMITS.file_input;
  if (ids.length > most) throw new Error(`No more than ${most} files can be added`);
  const filetypes = Array.isArray(element.filetypes) ? element.filetypes : undefined;
  const files = ids.map((id) => {
    const file = team.files.get(id);
    if (file?.user !== userId) throw new Error(`${userId} has uploaded no file ${id}`);
    if (filetypes && !filetypes.includes(file.filetype)) throw new Error(`Only these can be added: ${filetypes.join(', ')}`);
    return fileCard(world, team, file);
  });
  return { type: 'file_input', files };
}
