import { READY, rowsOf, type Thing, type ToolRows, toolId } from './permission-tool-rows.ts';
import { chosen, typed } from './permissions.ts';

const which =
  (more: object = {}) =>
  (thing: Thing) =>
    JSON.stringify({ id: thing.toolId, shown: {}, ...more });
const nothing = () => JSON.stringify({ shown: {} });
const field = (id?: string) => (thing: Thing) => JSON.stringify({ of: thing.toolId, ...(id ? { id } : {}) });
const report = () => JSON.stringify({ period: '30 days', tools: 0, undecided: 0, organisations: 0 });
const files = () => ({ file: { value: { files: [{ id: 'F0FORGED' }] } } });
const basics = (name: string) => ({
  ...typed('name', 'value', name),
  ...typed('summary', 'value', 'A forged tool'),
  ...chosen('subject', 'value', 'person'),
  ...chosen('deskId', 'value', 'main'),
});

const keeping = rowsOf({ deed: 'edit the catalogue', on: 'tool', given: READY, value: which() });
const anywhere = rowsOf({ deed: 'edit the catalogue', on: 'anywhere', given: READY, value: nothing });
const reading = rowsOf({ deed: 'see tool reports', on: 'anywhere', given: READY, value: report });
const browsing = rowsOf({ deed: 'browse tools', on: 'anywhere', given: READY });
const withFields = {
  tool: {
    fields: [
      { id: 'one', label: 'One', kind: 'text', isOptional: true, options: [] },
      { id: 'two', label: 'Two', kind: 'text', isOptional: true, options: [] },
      { id: 'three', label: 'Three', kind: 'text', isOptional: true, options: [] },
    ],
  },
  state: 'ready',
} as const;

/** The catalogue as leads keep it, and what they read of it. */
export const CATALOGUE_ROWS: ToolRows = {
  'command /tools': [
    ...browsing('view tools.page', { value: () => '' }),
    ...browsing('view tools.page', { value: () => 'mine' }),
    ...anywhere('view tools.list', { value: () => 'admin' }),
    ...reading('says Tools', { value: () => 'report' }),
  ],
  'action tools.page': anywhere('view tools.list'),
  'action tools.page-back': anywhere('view tools.list'),
  'action tools.open': keeping('view tools.tool'),
  'action tools.archive': keeping('audit tool.archived'),
  'action tools.restore': keeping('audit tool.restored', { given: { state: 'ready', tool: { archivedAt: new Date() } } }),
  'action tools.new-secret': keeping('audit tool.secret-renewed', { given: { state: 'ready', with: 'a webhook' } }),
  'action tools.draw': keeping('view tools.draw-shown'),
  'action tools.new': anywhere('view tools.section-form'),
  'action tools.edit': keeping('view tools.section-form', { value: which({ section: 'seats' }) }),
  'view tools.section-form': [
    ...keeping('audit tool.changed', {
      value: which({ section: 'basics' }),
      fields: (thing) => basics(`Forged ${thing.toolId}`),
    }),
    // A new one, for the desk: whoever leads another one cannot.
    ...keeping('audit tool.created', { value: nothing, fields: (thing) => basics(`New ${thing.toolId}`) }),
  ],
  'view tools.confirm-seats': keeping('audit tool.changed', { value: which({ section: 'seats', change: { seatCap: 50 } }) }),
  'action tools.edit-fields': keeping('view tools.fields'),
  'action tools.field-add': keeping('view tools.field-form', { value: field() }),
  'action tools.field-edit': keeping('view tools.field-form', { value: field('one'), given: withFields }),
  'action tools.field-up': keeping('audit tool.changed', { value: field('two'), given: withFields }),
  'action tools.field-down': keeping('audit tool.changed', { value: field('two'), given: withFields }),
  'action tools.field-remove': keeping('audit tool.changed', { value: field('two'), given: withFields }),
  'view tools.field-form': keeping('audit tool.changed', {
    value: field(),
    fields: () => ({ ...typed('label', 'value', 'Forged?'), ...chosen('kind', 'value', 'text') }),
  }),
  'action tools.import': anywhere('view tools.import-form'),
  'view tools.import-form': anywhere('job preview-tool-file', { fields: files }),
  'action tools.apply-import': anywhere('says I am applying this', { value: () => 'F0FORGED abcdefghijklmnopqrstuv 0' }),
  'action tools.leave-import': anywhere('says Left as it is'),
  'action tools.export-csv': anywhere('job export-tools'),
  'action tools.export-json': anywhere('job export-tools'),
  'action tool-reports.show.tools-back': reading('says Tools'),
  'action tool-reports.show.tools-on': reading('says Tools'),
  'action tool-reports.show.undecided-back': reading('says Tools'),
  'action tool-reports.show.undecided-on': reading('says Tools'),
  'action tool-reports.show.organisations-back': reading('says Tools'),
  'action tool-reports.show.organisations-on': reading('says Tools'),
  'action tool-reports.period': reading('says Tools', { value: () => 'quarter' }),
  'action tool-reports.export': reading('job send-tool-export', { value: () => 'quarter' }),
  'action terms.import-usage': [
    ...rowsOf({ deed: 'note what is used', on: 'tool', given: READY })('view terms.usage-form', { value: toolId }),
    // A file that names its tools: for whoever has any.
    ...rowsOf({ deed: 'note what is used', on: 'anywhere', given: READY })('view terms.usage-form', { value: () => '' }),
  ],
  'view terms.usage-form': [
    ...rowsOf({ deed: 'note what is used', on: 'tool', given: READY, fields: files })('job read-usage-file', { value: toolId }),
    ...rowsOf({ deed: 'note what is used', on: 'anywhere', given: READY, fields: files })('job read-usage-file'),
  ],
};
