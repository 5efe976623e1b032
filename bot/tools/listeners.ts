import type { App, BlockButtonAction, Context, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { UserError } from '#bot/errors.ts';
import { editFields, readTyped } from '#bot/form-fields/editing.ts';
import { fieldErrors, fieldForm, fieldList, typedField, whichField } from '#bot/form-fields/editor.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { showDecided } from '#bot/slack/decided.ts';
import { cut, fromMessage } from '#bot/slack/escape.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { actorIn, workspaceOf } from '#bot/slack/payloads.ts';
import { wordsFor } from '#bot/words/words.ts';
import { drawForLead, listForLead, massOf, namesFor, toolForLead } from './admin.ts';
import { archiveTool, restoreTool } from './archiving.ts';
import {
  ARCHIVE_TOOL,
  adminList,
  CONFIRM_SEATS,
  changeIn,
  EDIT_FIELDS,
  EDIT_SECTION,
  EXPORT_CSV,
  EXPORT_JSON,
  FIELDS,
  IMPORT_TOOLS,
  massModal,
  NEW_SECRET,
  NEW_TOOL,
  OPEN_TOOL,
  RESTORE_TOOL,
  SHOW_DRAW,
  type Shown,
  secretModal,
  TURN_BACK,
  TURN_PAGE,
  toolModal,
  toolsHelp,
  whichIn,
} from './blocks.ts';
import { draftOf } from './draft.ts';
import { drawForm } from './draw-forms.ts';
import { EXPORTS } from './file-export.ts';
import { APPLY_IMPORT, FILE_FIELD, fileIn, IMPORT_FORM, importForm, LEAVE_IMPORT, noteForm } from './file-forms.ts';
import { askForExport, askForPreview, askToApply, FileToApply, FileToPreview } from './file-requests.ts';
import { SAVE_SECTION, sectionForm, typedIn } from './section-forms.ts';
import { errorsIn, keysOfSection, readSection } from './section-reading.ts';
import { findTool, type Tool } from './tool.ts';
import { type Change, changeTool, createTool, fingerprintOf, type Keeper, newDraft, renewSecret } from './tools.ts';
import { verbOf } from './verbs.ts';

/** Connects the catalogue to Slack: `/tools help` and `/tools admin`, and every form behind that. */
export function registerTools(app: App, deps: SlackDeps): void {
  // Three rooms listen to `/tools`; each leaves the verbs of the others alone (see `verbOf`).
  app.command('/tools', async ({ ack, command, client, context }) => {
    const asked = verbOf(fromMessage(command.text));
    if (asked.verb !== 'help' && asked.verb !== 'admin') return;
    const keeper = { workspaceId: workspaceOf(context), actorId: command.user_id };
    if (asked.verb === 'help') {
      const isLead = await hasRight(deps.db, 'edit the catalogue', keeper);
      const words = await wordsFor(deps.db, keeper.workspaceId, keeper.actorId);
      return ack({ response_type: 'ephemeral', text: toolsHelp(words, isLead) });
    }
    const view = await listFor(deps, keeper, asked.search === '' ? {} : { search: cut(asked.search, 100) });
    await client.views.open({ trigger_id: command.trigger_id, view });
    await ack();
  });

  for (const turn of [TURN_PAGE, TURN_BACK])
    app.action<BlockButtonAction>(turn, async ({ ack, action, body, client, context }) => {
      const view = await listFor(deps, actorIn(context, body), whichIn(action.value).shown);
      await client.views.update({ view_id: body.view?.id ?? '', view });
      await ack();
    });

  app.action<BlockButtonAction>(OPEN_TOOL, async ({ ack, action, body, client, context }) => {
    const { id, shown } = whichIn(action.value);
    const view = toolModal({ ...(await toolForLead(deps.db, actorIn(context, body), id)), shown });
    await client.views.push({ trigger_id: body.trigger_id, view });
    await ack();
  });

  for (const putsAway of [true, false])
    app.action<BlockButtonAction>(putsAway ? ARCHIVE_TOOL : RESTORE_TOOL, async ({ ack, action, body, client, context }) => {
      const { id = '', shown } = whichIn(action.value);
      const keeper = actorIn(context, body);
      const tool = await (putsAway ? archiveTool : restoreTool)(deps, keeper, id);
      const facts = { ...(await toolForLead(deps.db, keeper, tool.id)), shown };
      const view = toolModal({ ...facts, done: putsAway ? 'It is put away.' : 'It is offered again.' });
      await client.views.update({ view_id: body.view?.id ?? '', view });
      await ack();
      await redrawList(deps, client, keeper, body.view, shown);
    });

  app.action<BlockButtonAction>(NEW_SECRET, async ({ ack, action, body, client, context }) => {
    const { id = '' } = whichIn(action.value);
    const keeper = actorIn(context, body);
    const secret = await renewSecret(deps, keeper, id);
    const tool = await findTool(deps.db, keeper.workspaceId, id);
    await client.views.push({ trigger_id: body.trigger_id, view: secretModal(secret, tool) });
    await ack();
  });

  app.action<BlockButtonAction>(SHOW_DRAW, async ({ ack, action, body, client, context }) => {
    const draw = await drawForLead(deps.db, actorIn(context, body), whichIn(action.value).id);
    await client.views.push({ trigger_id: body.trigger_id, view: drawForm(draw) });
    await ack();
  });

  registerSections(app, deps);
  registerFields(app, deps);
  registerFiles(app, deps);
}

/** The forms in which a tool is made and changed, a part at a time. */
function registerSections(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(NEW_TOOL, async ({ ack, action, body, client, context }) => {
    const keeper = actorIn(context, body);
    await requireRight(deps.db, 'edit the catalogue', keeper);
    const names = await namesFor(deps.db, keeper.workspaceId);
    const draft = newDraft(names.desks[0]?.id ?? 'main');
    const metadata = JSON.stringify({ section: 'basics', shown: whichIn(action.value).shown });
    const view = sectionForm({ section: 'basics', draft, names, metadata, title: 'New tool', isNew: true });
    await client.views.push({ trigger_id: body.trigger_id, view });
    await ack();
  });

  app.action<BlockButtonAction>(EDIT_SECTION, async ({ ack, action, body, client, context }) => {
    const { id, section = 'basics', shown } = whichIn(action.value);
    const keeper = actorIn(context, body);
    const draft = draftOf((await toolForLead(deps.db, keeper, id)).tool);
    const seen = fingerprintOf(draft, keysOfSection(section));
    const names = await namesFor(deps.db, keeper.workspaceId);
    const metadata = JSON.stringify({ id, section, seen, shown });
    await client.views.push({ trigger_id: body.trigger_id, view: sectionForm({ section, draft, names, metadata }) });
    await ack();
  });

  type Sent = Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'ack' | 'view' | 'body'> & { client: WebClient; context: Context };
  const save = async ({ ack, view, body, client, context }: Sent, change: Change, isSure: boolean) => {
    const { id, section = 'basics', seen, shown } = whichIn(view.private_metadata);
    const keeper = actorIn(context, body);
    const many = id === undefined || isSure ? null : await massOf(deps.db, keeper, id, change);
    if (many !== null) return ack({ response_action: 'update', view: massModal(many, { id, section, seen, shown }, change) });
    const saved = await (id === undefined
      ? createTool(deps, keeper, { ...newDraft('main'), ...change })
      : changeTool(deps, keeper, id, change, seen));
    if ('problems' in saved) return ack({ response_action: 'errors', errors: errorsIn(section, saved.problems, typedIn(view)) });
    const page = toolModal({
      ...(await toolForLead(deps.db, keeper, saved.tool.id)),
      shown,
      done: id === undefined ? 'It is in the catalogue.' : 'It is saved.',
    });
    if (saved.secret) await ack({ response_action: 'update', view: secretModal(saved.secret, saved.tool) });
    else if (id === undefined) await ack({ response_action: 'update', view: page });
    else await ack();
    // What lies below was drawn before.
    if (id !== undefined) await redraw(client, view.previous_view_id, page);
    await redrawList(deps, client, keeper, view, shown);
  };

  app.view<ViewSubmitAction>(SAVE_SECTION, async (sent) => {
    const { section = 'basics' } = whichIn(sent.view.private_metadata);
    const names = await namesFor(deps.db, workspaceOf(sent.context));
    await save(sent, readSection(section, typedIn(sent.view), names), false);
  });

  app.view<ViewSubmitAction>(CONFIRM_SEATS, async (sent) => save(sent, changeIn(sent.view.private_metadata), true));
}

/** The editor of what a tool asks. */
function registerFields(app: App, deps: SlackDeps): void {
  const listOf = (tool: Tool, done?: string) =>
    fieldList({ ids: FIELDS, of: tool.id, name: tool.name, fields: tool.fields, ...(done ? { done } : {}) });

  app.action<BlockButtonAction>(EDIT_FIELDS, async ({ ack, action, body, client, context }) => {
    const { tool } = await toolForLead(deps.db, actorIn(context, body), whichIn(action.value).id);
    await client.views.push({ trigger_id: body.trigger_id, view: listOf(tool) });
    await ack();
  });

  for (const open of [FIELDS.add, FIELDS.edit])
    app.action<BlockButtonAction>(open, async ({ ack, action, body, client, context }) => {
      const { of, id } = whichField(action.value);
      const { tool } = await toolForLead(deps.db, actorIn(context, body), of);
      const field = tool.fields.find((one) => one.id === id);
      const view = open === FIELDS.edit && !field ? listOf(tool) : fieldForm({ ids: FIELDS, of, ...(field ? { field } : {}) });
      await client.views.update({ view_id: body.view?.id ?? '', view });
      await ack();
    });

  for (const move of ['up', 'down', 'remove'] as const)
    app.action<BlockButtonAction>(FIELDS[move], async ({ ack, action, body, client, context }) => {
      const { of, id = '' } = whichField(action.value);
      const keeper = actorIn(context, body);
      await changeTool(deps, keeper, of, ({ fields }) => ({ fields: editFields(fields, { move, id }) }));
      await client.views.update({ view_id: body.view?.id ?? '', view: listOf((await toolForLead(deps.db, keeper, of)).tool) });
      await ack();
    });

  app.view(FIELDS.save, async ({ ack, view, body, client, context }) => {
    const { of, id } = whichField(view.private_metadata);
    const keeper = actorIn(context, body);
    const read = readTyped(typedField(view), id);
    if ('problems' in read) return ack({ response_action: 'errors', errors: fieldErrors(read.problems) });
    const edit = { move: 'put', field: read.field, ...(id === undefined ? {} : { id }) } as const;
    const saved = await changeTool(deps, keeper, of, ({ fields }) => ({ fields: editFields(fields, edit) }));
    if ('problems' in saved) return ack({ response_action: 'errors', errors: fieldErrors(saved.problems) });
    await ack({ response_action: 'update', view: listOf(saved.tool, 'It is saved.') });
    const page = toolModal({ ...(await toolForLead(deps.db, keeper, of)), shown: {} });
    await redraw(client, view.previous_view_id, page);
  });
}

/** The catalogue as a file, both ways. */
function registerFiles(app: App, deps: SlackDeps): void {
  app.action<BlockButtonAction>(IMPORT_TOOLS, async ({ ack, body, client, context }) => {
    await requireRight(deps.db, 'edit the catalogue', actorIn(context, body));
    await client.views.push({ trigger_id: body.trigger_id, view: importForm() });
    await ack();
  });

  app.view(IMPORT_FORM, async ({ ack, view, body, context }) => {
    const file = FileToPreview.safeParse({ ...actorIn(context, body), fileId: fileIn(view) });
    if (!file.success) return ack({ response_action: 'errors', errors: { [FILE_FIELD.blockId]: 'Please choose a file.' } });
    await askForPreview(deps, file.data);
    const words = 'I am reading your file and will write to you in a moment what it would change.\nYou can close this.';
    await ack({ response_action: 'update', view: noteForm('Import tools', words) });
  });

  app.action<BlockButtonAction>(APPLY_IMPORT, async ({ ack, action, body, context, respond }) => {
    const [fileId, fingerprint, skips] = (action.value ?? '').split(' ');
    const file = FileToApply.safeParse({ ...actorIn(context, body), fileId, fingerprint, skips: Number(skips) });
    if (!file.success) throw new UserError('no_file', 'That file cannot be found. Please import it again with `/tools admin`.');
    await askToApply(deps, file.data);
    await ack();
    await showDecided(respond, body, 'I am applying this and will write to you when it is done.');
  });

  app.action<BlockButtonAction>(LEAVE_IMPORT, async ({ ack, body, context, respond }) => {
    await requireRight(deps.db, 'edit the catalogue', actorIn(context, body));
    await ack();
    await showDecided(respond, body, 'Left as it is: nothing was changed.');
  });

  for (const as of EXPORTS)
    app.action<BlockButtonAction>(as === 'csv' ? EXPORT_CSV : EXPORT_JSON, async ({ ack, body, client, context }) => {
      await askForExport(deps, actorIn(context, body), as);
      const words = 'I am writing the file and will send it to you in a direct message in a moment.';
      await client.views.push({ trigger_id: body.trigger_id, view: noteForm('Export tools', words) });
      await ack();
    });
}

async function listFor(deps: SlackDeps, keeper: Keeper, shown: Shown): Promise<ModalView> {
  return adminList(await listForLead(deps.db, keeper, shown), shown);
}

/** A modal below the one that was used; one that was closed meanwhile needs nothing. */
async function redraw(client: WebClient, viewId: string | null | undefined, view: ModalView): Promise<void> {
  if (viewId) await client.views.update({ view_id: viewId, view }).catch((error: unknown) => ignoreClosed(error));
}

function ignoreClosed(error: unknown): void {
  if (!isPlatformError(error, 'not_found')) throw error;
}

async function redrawList(
  deps: SlackDeps,
  client: WebClient,
  keeper: Keeper,
  view: { id?: string; root_view_id?: string | null; previous_view_id?: string | null } | undefined,
  shown: Shown,
): Promise<void> {
  const root = view?.root_view_id;
  if (root && root !== view?.id) await redraw(client, root, await listFor(deps, keeper, shown));
}
