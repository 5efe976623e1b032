import type { Deed } from '#bot/rights/rights.ts';

/** What a cell is about: the numbers and names a forger can put into a payload. */
export type Target = {
  ticketId: number;
  deskId: string;
  memberId: string;
  channelId: string;
  ts: string;
  saidId: string;
  savedId: string;
};

/** How one handler is called, and by which deed of bot/rights/rights.ts whoever calls it is judged. */
export type Row = {
  deed: Deed;
  /** Towards what the roles are: the public request, the private one, the desk, or any desk at all. */
  on: 'ticket' | 'private' | 'desk' | 'anywhere';
  /** A button's value, a command's text, a form's metadata. */
  value?: (target: Target) => string;
  /** What is filled in: `state.values`. */
  fields?: (target: Target) => Record<string, Record<string, unknown>>;
  /** The form a press happens in, with its metadata. */
  inForm?: (target: Target) => string;
  /** A second deed it takes. */
  and?: Deed;
  /** Whose thing it is, beyond the right: nobody else may. */
  onlyOf?: string;
  /** Refused without a line in the log: nothing is asked for, or it is answered in a form of its own. */
  isQuiet?: boolean;
};

const number = ({ ticketId }: Target) => String(ticketId);
const place = ({ channelId, ts }: Target) => `${channelId}:${ts}`;
const savedReply = ({ deskId, savedId }: Target) => JSON.stringify({ deskId, id: savedId });
const draft = ({ ticketId }: Target) => JSON.stringify({ ticketId, since: 1_700_000_000_000, version: 0 });
const page = ({ deskId }: Target) => JSON.stringify({ filter: { deskId }, after: null });
const line = ({ deskId, ticketId }: Target) => JSON.stringify({ filter: { deskId }, after: null, ticketId });
const hits = () => JSON.stringify({ words: 'invoice', before: null });
const plan = ({ ticketId }: Target) => JSON.stringify({ ids: [ticketId], deed: 'claim' });

export const typed = (blockId: string, actionId: string, value: string) => ({
  [blockId]: { [actionId]: { type: 'plain_text_input', value } },
});
export const chosen = (blockId: string, actionId: string, value: string) => ({
  [blockId]: { [actionId]: { type: 'static_select', selected_option: { value, text: { type: 'plain_text', text: value } } } },
});
export const several = (blockId: string, actionId: string, values: string[]) => ({
  [blockId]: { [actionId]: { selected_options: values.map((value) => ({ value, text: { type: 'plain_text', text: value } })) } },
});
const other = () => typed('other', 'text', '2');

const on = (deed: Deed, more: Partial<Row> = {}): Row[] => [{ deed, on: 'ticket', value: number, ...more }];
const anywhere = (deed: Deed, more: Partial<Row> = {}): Row[] => [{ deed, on: 'anywhere', ...more }];
const atDesk = (deed: Deed, value: Row['value'], more: Partial<Row> = {}): Row[] => [
  { deed, on: 'desk', value: value ?? page, ...more },
];
const work = (more: Partial<Row> = {}) => on('work on a request', more);

const setUp = ({ channelId, memberId }: Target) => ({
  deskName: { value: { value: 'Taken over' } },
  helpChannelIds: { value: { selected_conversations: [channelId] } },
  triageChannelId: { value: {} },
  digestChannelId: { value: { selected_conversation: channelId } },
  staffIds: { value: { selected_users: [memberId] } },
  leadIds: { value: { selected_users: [memberId] } },
  readerIds: { value: { selected_users: [memberId] } },
  timeZone: { value: { selected_option: { value: 'Europe/Madrid' } } },
  openingHours: { value: { value: 'Mon-Fri 09:00-17:00' } },
  holidays: { value: {} },
  closedDays: { value: {} },
  topics: { value: { value: 'other' } },
  acknowledgement: { value: { selected_option: { value: 'message' } } },
});

/** What Slack tells as a fact and nobody asks for: there is no right to it, and what follows has proofs of its own. */
export const FACTS = [
  'event app_home_opened',
  'event app_mention',
  'event member_joined_channel',
  'event member_left_channel',
  'event message',
  'event reaction_added',
  'event team_join',
  'event user_change',
];

/** The matrix: every other handler of the running bot, by its kind and id. */
export const MATRIX: Record<string, Row[]> = {
  'action ticket.claim': work(),
  'action ticket.solve': work(),
  'action ticket.dismiss': work(),
  'action ticket.undo': work(),
  'action ticket.reopen': work(),
  'action ticket.resolve': work(),
  'view ticket.resolve-form': work({
    fields: () => ({ ...chosen('outcome', 'choice', 'solved'), ...chosen('topic', 'choice', 'other') }),
  }),
  'shortcut claim.shortcut': work(),
  'shortcut resolve.shortcut': work(),
  'action ticket.more': work(),
  'action more.claim': work(),
  'action more.solve': work(),
  'action more.dismiss': work(),
  'action more.reopen': work(),
  'action more.undo': work(),
  'action ticket.release': work(),
  'action ticket.wait-for-member': work(),
  'action ticket.assign': work(),
  'action ticket.priority': work(),
  'action ticket.topic': work(),
  'action ticket.wait-for-others': work(),
  'action ticket.note': work(),
  'action ticket.merge': work(),
  'action ticket.link': work(),
  'action ticket.split': work(),
  'action ticket.unlink': work({ value: ({ ticketId }) => `${ticketId}:2` }),
  'view handling.assign-form': work({ fields: ({ memberId }) => ({ assignee: { person: { selected_user: memberId } } }) }),
  'view handling.priority-form': work({ fields: () => chosen('priority', 'choice', 'high') }),
  'view handling.topic-form': work({ fields: () => chosen('topic', 'choice', 'billing') }),
  'view handling.wait-form': work({
    fields: () => ({ ...typed('whom', 'text', 'the bank'), until: { day: { selected_date: '2026-04-01' } } }),
  }),
  'view handling.note-form': work({ fields: () => typed('note', 'text', 'A forged note') }),
  'view handling.merge-form': work({ fields: other }),
  'view handling.link-form': work({ fields: other }),
  'view handling.split-form': work({ fields: ({ ts }) => several('parts', 'choice', [ts]) }),
  'action ticket.handle-several': work({ value: ({ ticketId }) => JSON.stringify([ticketId]) }),
  'view handling.several': work({
    fields: ({ ticketId }) => ({ ...several('which', 'choice', [String(ticketId)]), ...chosen('what', 'choice', 'claim') }),
  }),
  'view handling.several-confirmed': work({ value: plan, isQuiet: true }),
  'action ticket.reply': on('answer a request'),
  'action replies.insert': on('answer a request', { value: ({ savedId }) => savedId, inForm: draft }),
  'view replies.form': on('answer a request', { value: draft, fields: () => typed('reply', 'text', 'A forged answer') }),
  'view replies.form view_closed': on('answer a request', { value: draft, isQuiet: true }),
  'action replies.try-again': on('answer a request', { value: ({ saidId }) => saidId, onlyOf: 'ana' }),
  'action replies.edit-lost': on('answer a request', { value: ({ saidId }) => saidId, onlyOf: 'ana' }),
  // Asked for another desk's, the list is that of one's own.
  'action saved-replies.open': anywhere('use saved replies', { value: ({ deskId }) => deskId }),
  'action saved-replies.new': atDesk('change saved replies', savedReply),
  'action saved-replies.edit': atDesk('change saved replies', savedReply),
  'action saved-replies.archive': atDesk('change saved replies', savedReply),
  'view saved-replies.form': atDesk('change saved replies', savedReply, {
    fields: () => ({ ...typed('name', 'text', 'Forged'), ...typed('text', 'text', 'A forged text') }),
  }),
  'action request.take-back': on('take a request back'),
  'action request.solved': on('say a request is solved'),
  'action request.add': on('add to a request'),
  'view request.add-form': on('add to a request', { fields: () => typed('added', 'text', 'A forged word') }),
  'action home.language': anywhere('choose a language', { value: () => 'es' }),
  'action ways-in.accept-offer': anywhere('answer an offer', { value: place }),
  'action ways-in.decline-offer': anywhere('answer an offer', { value: place }),
  'action ways-in.something-new': anywhere('ask for help', { value: place }),
  'shortcut ways-in.shortcut': anywhere('ask for help'),
  'shortcut send.shortcut': anywhere('see the queue'),
  'view ways-in.send-note-form': anywhere('see the queue', { value: place }),
  'command /ticket': anywhere('ask for help', { value: () => 'How do I open it?' }),
  'action request.new': anywhere('ask for help'),
  'view ways-in.request-form': anywhere('ask for help', {
    value: () => 'home',
    fields: () => typed('text', 'text', 'How do I open it from home?'),
  }),
  'command /log': anywhere('log a request', { value: ({ memberId }) => `phone <@${memberId}> could not log in` }),
  'action on-behalf.undo': work(),
  'view on-behalf.log-form': anywhere('log a request', {
    fields: ({ memberId }) => ({
      ...typed('what', 'text', 'A forged call'),
      ...chosen('contact', 'choice', 'phone'),
      member: { choice: { selected_user: memberId } },
    }),
  }),
  'action ticket.answered-elsewhere': work(),
  'view on-behalf.elsewhere-form': work(),
  'action ticket.announce-problem': on('announce a known problem'),
  'action ticket.update-problem': on('announce a known problem'),
  'action ticket.attach': on('announce a known problem'),
  'action ticket.detach': on('announce a known problem'),
  'action request.same-here': anywhere('say same here', { value: number }),
  'view problem.announce-form': on('announce a known problem', { fields: () => typed('problem', 'text', 'Forged') }),
  'view problem.update-form': on('announce a known problem', { fields: () => typed('update', 'text', 'Forged') }),
  'view problem.attach-form': on('announce a known problem', { fields: () => chosen('parent', 'choice', '2') }),
  'action rating.take-call': on('take a call'),
  'action rating.called': on('take a call'),
  'action thanks.yes': anywhere('answer thanks', { value: number }),
  'action thanks.no': anywhere('answer thanks', { value: number }),
  'action rating.very-unhappy': on('rate a request'),
  'action rating.unhappy': on('rate a request'),
  'action rating.neither': on('rate a request'),
  'action rating.happy': on('rate a request'),
  'action rating.very-happy': on('rate a request'),
  'action rating.comment': on('rate a request'),
  'view rating.comment-form': on('rate a request', { fields: () => typed('comment', 'text', 'Forged') }),
  'command /triage': [
    ...anywhere('see the queue', { value: () => 'list' }),
    ...work({ value: ({ ticketId }) => `claim ${ticketId}` }),
    ...work({ value: ({ ticketId }) => `show ${ticketId}` }),
    ...work({ value: ({ ticketId }) => `note ${ticketId} forged` }),
    ...on('answer a request', { value: ({ ticketId }) => `reply ${ticketId} forged` }),
  ],
  'action triage.next-page': atDesk('see the queue', page),
  'action triage.first-page': atDesk('see the queue', page),
  'action triage.back': atDesk('see the queue', page),
  'action triage.show-line': work({ value: line }),
  'action triage.claim-line': work({ value: line }),
  'action triage.next-hits': anywhere('see the queue', { value: hits }),
  'action triage.first-hits': anywhere('see the queue', { value: hits }),
  'action triage.show-hit': work(),
  'action triage.claim': work(),
  'action triage.solve': work(),
  'action triage.dismiss': work(),
  'action triage.reopen': work(),
  'action triage.undo': work(),
  'action ticket.make-private': on('make a request private'),
  'shortcut privacy.shortcut': on('make a request private'),
  'view privacy.confirm-form': on('make a request private'),
  'action privacy.accept': on('make a request private'),
  'action privacy.decline': on('make a request private'),
  'action ticket.read': on('read a private request', { on: 'private' }),
  'action privacy.read-earlier': on('read a private request', {
    on: 'private',
    value: ({ ticketId, ts }) => `${ticketId} ${ts}`,
  }),
  'command /rochdale': anywhere('set up', { value: () => 'setup', isQuiet: true }),
  'command /member': anywhere('look members up', { value: ({ memberId }) => `<@${memberId}>` }),
  'action members.set-organisation': anywhere('change where a member belongs', {
    value: ({ memberId }) => memberId,
  }),
  'options members.choose-organisation': anywhere('change where a member belongs', { value: () => 'Maple' }),
  'view members.set-organisation-form': anywhere('change where a member belongs', {
    value: ({ memberId }) => memberId,
    fields: () => chosen('organisation', 'members.choose-organisation', 'none'),
  }),
  'action members.import': anywhere('import people'),
  'view members.import-form': anywhere('import people', { fields: () => ({ file: { value: { files: [{ id: 'F0FORGED' }] } } }) }),
  'action members.apply-import': anywhere('import people', { value: () => 'F0FORGED abcdefghijklmnopqrstuv 0' }),
  'action members.leave-import': anywhere('import people'),
  'command /digest': [
    ...anywhere('see the queue', { value: () => 'preview' }),
    ...anywhere('post the digest', { value: () => 'post' }),
  ],
  // The last one: whoever saves it leaves the desk to somebody else.
  'view settings.setup-form': anywhere('set up', { fields: setUp }),
};
