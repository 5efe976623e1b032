import type { App, BlockButtonAction } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { showDecided } from '#bot/slack/decided.ts';
import { actorIn, workspaceOf } from '#bot/slack/payloads.ts';
import { APPLY_IMPORT, FILE_FIELD, IMPORT_FORM, importForm, LEAVE_IMPORT, readingModal } from './blocks.ts';
import { askForPreview, askToApply, FileToApply, IMPORT_PEOPLE, PeopleFileId } from './requests.ts';

/** Connects the import of people to Slack: its form, which the set-up form opens, and what is decided about a preview. */
export function registerImports(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(IMPORT_PEOPLE, async ({ ack, body, client, context }) => {
    await requireRight(deps.db, 'import people', actorIn(context, body));
    await client.views.push({ trigger_id: body.trigger_id, view: importForm() });
    await ack();
  });

  app.view(IMPORT_FORM, async ({ ack, view, body, context }) => {
    const fileId = fileIn(view);
    if (!fileId) return ack({ response_action: 'errors', errors: { [FILE_FIELD.blockId]: 'Please choose a CSV file.' } });
    await askForPreview(deps, { workspaceId: workspaceOf(context), adminId: body.user.id, fileId });
    await ack({ response_action: 'update', view: readingModal() });
  });

  app.action<BlockButtonAction>(APPLY_IMPORT, async ({ ack, action, body, context, respond }) => {
    const [fileId, fingerprint, skips] = (action.value ?? '').split(' ');
    const file = { workspaceId: workspaceOf(context), adminId: body.user.id, fileId, fingerprint, skips: Number(skips) };
    const parsed = FileToApply.safeParse(file);
    if (!parsed.success)
      throw new UserError('no_file', 'That file cannot be found. Please import it again with `/rochdale setup`.');
    await askToApply(deps, parsed.data);
    await ack();
    await showDecided(respond, body, 'I am applying this and will write to you when it is done.');
  });

  app.action<BlockButtonAction>(LEAVE_IMPORT, async ({ ack, body, context, respond }) => {
    await requireRight(deps.db, 'import people', actorIn(context, body));
    await ack();
    await showDecided(respond, body, 'Left as it is: nothing was changed.');
  });
}

const Files = z.object({
  state: z.object({
    values: z.object({
      [FILE_FIELD.blockId]: z.object({ [FILE_FIELD.actionId]: z.object({ files: z.tuple([z.object({ id: PeopleFileId })]) }) }),
    }),
  }),
});

function fileIn(view: unknown): string | undefined {
  const parsed = Files.safeParse(view);
  return parsed.success ? parsed.data.state.values[FILE_FIELD.blockId]?.[FILE_FIELD.actionId]?.files[0].id : undefined;
}
