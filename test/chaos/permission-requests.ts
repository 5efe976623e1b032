import type { Cooperative } from '#test/support/cooperative.ts';
import type { World } from '#test/workspace/state.ts';
import { openView } from '#test/workspace/views.ts';
import type { Row, Target } from './permissions.ts';

/** Who calls which handler, about what. */
export type Cell = {
  handler: string;
  row: Row;
  actor: { id: string };
  target: Target;
  teamId?: string;
  /** Where the bot may answer beside the request. */
  responseUrl?: string;
};

/** Opens the form that somebody presses in, and lets one be opened because of the press; the id of the form. */
export function openFormOf(world: World, { workspaceId }: Cooperative, { row, actor, target }: Cell, triggerId: string): string {
  const team = world.teams.get(workspaceId);
  const body = { type: 'modal', callback_id: 'forged', private_metadata: row.inForm?.(target) ?? '', blocks: [] };
  const viewId = team && row.inForm ? openView(world, team, actor.id, body).id : undefined;
  world.triggers.set(triggerId, { teamId: workspaceId, userId: actor.id, at: world.now(), used: false, viewId });
  return viewId ?? triggerId;
}

type Sending = { call: number; triage: string; viewId: string };

/** The request as Slack would send it, or as somebody would forge it who can sign. */
export function payloadOf({ slack, workspaceId }: Cooperative, cell: Cell, { call, triage, viewId }: Sending) {
  const { handler, row, actor, target, teamId = workspaceId, responseUrl } = cell;
  const [kind = '', id = '', closed] = handler.split(' ');
  const contentType = 'application/x-www-form-urlencoded';
  const value = row.value?.(target) ?? '';
  const shared = {
    trigger_id: `cell-${call}`,
    team: { id: teamId },
    user: { id: actor.id, team_id: teamId },
    api_app_id: slack.appId,
    token: 't',
    is_enterprise_install: false,
    ...(responseUrl ? { response_url: responseUrl } : {}),
  };
  if (kind === 'command') {
    const fields = {
      command: id,
      text: value,
      team_id: teamId,
      user_id: actor.id,
      channel_id: triage,
      api_app_id: slack.appId,
      trigger_id: `cell-${call}`,
    };
    return { contentType, body: new URLSearchParams(fields).toString() };
  }
  const form = (payload: object) => ({ contentType, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() });
  const values = row.fields?.(target) ?? {};
  const view = (metadata: string, callbackId: string) => ({
    id: viewId,
    type: 'modal',
    team_id: teamId,
    app_installed_team_id: teamId,
    callback_id: callbackId,
    private_metadata: metadata,
    blocks: [],
    hash: 'h',
    root_view_id: viewId,
    state: { values },
  });
  if (kind === 'view') return form({ ...shared, type: closed ?? 'view_submission', view: view(value, id) });
  if (kind === 'options') {
    const place = { block_id: 'organisation', action_id: id, value, view: view('', 'forged') };
    return form({ ...shared, type: 'block_suggestion', ...place });
  }
  if (kind === 'shortcut') {
    const message = { type: 'message', ts: target.ts, user: actor.id, text: 'forged' };
    return form({
      ...shared,
      type: 'message_action',
      callback_id: id,
      channel: { id: target.channelId },
      message_ts: target.ts,
      message,
    });
  }
  const option = { value, text: { type: 'plain_text', text: value } };
  const action = {
    type: 'button',
    action_id: id,
    block_id: value.slice(0, 200),
    value,
    selected_option: option,
    action_ts: '1.0',
  };
  const inside = row.inForm ? { view: { ...view(row.inForm(target), 'forged'), hash: 'h' } } : {};
  const place = row.inForm ? { type: 'view', view_id: viewId } : { type: 'message', channel_id: triage, message_ts: target.ts };
  const message = row.inForm ? {} : { channel: { id: triage }, message: { ts: target.ts, text: '', blocks: [] } };
  return form({ ...shared, type: 'block_actions', container: place, actions: [action], ...message, ...inside });
}
