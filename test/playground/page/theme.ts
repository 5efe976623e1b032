// Light, dark, or as the system has it; remembered in this browser.
import { at, element } from './dom.ts';
import { type IconName, icon } from './icons.ts';

type Theme = 'light' | 'dark' | 'system';
const THEMES: { theme: Theme; label: string; picture: IconName }[] = [
  { theme: 'light', label: 'Light', picture: 'sun' },
  { theme: 'dark', label: 'Dark', picture: 'moon' },
  { theme: 'system', label: 'As the system has it', picture: 'screen' },
];

/** Offers the three themes and applies the one chosen. */
export function startTheme(): void {
  draw();
}

function current(): Theme {
  const known = localStorage.getItem('theme');
  return known === 'light' || known === 'dark' ? known : 'system';
}

function choose(theme: Theme): void {
  localStorage.setItem('theme', theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  draw();
  at('theme').querySelector<HTMLElement>(`[data-theme-name=${theme}]`)?.focus();
}

function draw(): void {
  at('theme').replaceChildren(
    ...THEMES.map(({ theme, label, picture }) =>
      element(
        'button',
        {
          type: 'button',
          'aria-pressed': String(theme === current()),
          'aria-label': label,
          title: label,
          'data-theme-name': theme,
          onclick: () => choose(theme),
        },
        icon(picture),
      ),
    ),
  );
}
