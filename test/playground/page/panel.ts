// The side panel with two tabs: the guided tour and the inspector.
import { shared } from './client.ts';
import { at, element } from './dom.ts';
import { icon } from './icons.ts';
import { openInspector } from './inspector.ts';

type PanelTab = 'tour' | 'inspector';
const TABS: PanelTab[] = ['tour', 'inspector'];
const REMEMBERED = 'panel';
let current: PanelTab | undefined;
let cameFrom: HTMLElement | undefined;

export function startPanel(): void {
  at('close-panel').append(icon('close'));
  at('panel-back').append(icon('back'));
  at('open-tour').append(icon('tour'), label('Tour'));
  at('open-inspector').append(icon('inspector'), label('Inspector'));
  at('open-tour').hidden = shared.start.tour.length === 0;
  at('tab-tour').hidden = shared.start.tour.length === 0;
  for (const tab of TABS) {
    at(`tab-${tab}`).addEventListener('click', () => openPanel(tab));
    at(`open-${tab}`).addEventListener('click', () => {
      if (current === tab) return closePanel();
      cameFrom = at(`open-${tab}`);
      openPanel(tab);
      at(`tab-${tab}`).focus();
    });
  }
  at('panel-tabs').addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = TABS.find((tab) => tab !== current && !at(`tab-${tab}`).hidden);
    if (!other) return;
    openPanel(other);
    at(`tab-${other}`).focus();
  });
  for (const id of ['close-panel', 'panel-back']) at(id).addEventListener('click', () => closePanel());
  const isWide = matchMedia('(min-width: 1180px)').matches;
  const last = localStorage.getItem(REMEMBERED);
  const first = last ?? (isWide ? 'tour' : '');
  if (first === 'inspector' && isWide) openPanel('inspector');
  else if (first === 'tour' && isWide && shared.start.tour.length > 0) openPanel('tour');
  else draw();
}

function label(text: string): HTMLElement {
  return element('span', { class: 'label' }, text);
}

export function openPanel(tab: PanelTab): void {
  current = tab;
  localStorage.setItem(REMEMBERED, tab);
  draw();
}

export function closePanel(): void {
  const hadFocus = at('panel').contains(document.activeElement);
  current = undefined;
  localStorage.setItem(REMEMBERED, '');
  draw();
  if (hadFocus) (cameFrom ?? at('open-inspector')).focus();
}

function draw(): void {
  at('panel').hidden = current === undefined;
  document.body.classList.toggle('with-panel', current !== undefined);
  document.body.classList.toggle('with-tour', current === 'tour');
  for (const tab of TABS) {
    const isCurrent = tab === current;
    at(tab).hidden = !isCurrent;
    at(`tab-${tab}`).setAttribute('aria-selected', String(isCurrent));
    at(`tab-${tab}`).tabIndex = isCurrent ? 0 : -1;
    at(`open-${tab}`).setAttribute('aria-expanded', String(isCurrent));
  }
  openInspector(current === 'inspector');
}
