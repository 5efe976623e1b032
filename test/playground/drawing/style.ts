// The library's stylesheet, for elements of the class `drawn` and what the page calls light and dark.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const STYLESHEET = createRequire(import.meta.url)
  .resolve('slack-blocks-to-jsx')
  .replace(/[^/\\]+$/, 'style.css');
const DARK = ':where([data-theme=dark],[data-theme=dark] *)';
const DARK_BY_SYSTEM = ':where(:root:not([data-theme=light]) *)';
/** A rule and its declarations; those in a rule of keyframes are left out with it. */
const RULE = /@[^{}]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|([^{}]+)\{([^{}]*)\}/g;
/** What would reach out of a drawn text, or is of things that are never drawn here. */
const ELSEWHERE =
  /\b(?:html|body)\b|:host|::backdrop|styles_disabled|:-moz|::-webkit|::-moz|\[type=|\[hidden\]|_dialog|_input|overflow_menu|_task|_plan|carousel|__card|feedback|data_visualization|textarea|fieldset|\bselect\b/;

let style: string | undefined;

/** Everything that drawn texts need to look like Slack's: the library's rules, then our own. */
export function drawnStyle(): string {
  style ??= `${scoped(readFileSync(STYLESHEET, 'utf8'))}\n${readFileSync(new URL('drawn.css', import.meta.url), 'utf8')}`;
  return style;
}

/** Dark rules are written twice: for a theme that was chosen, and for a system that is dark. */
function scoped(css: string): string {
  const light: string[] = [];
  const dark: string[] = [];
  for (const [, selectors, declarations = ''] of css.matchAll(RULE)) {
    const kept = selectors?.split(/,(?![^(]*\))/).filter((selector) => !ELSEWHERE.test(selector)) ?? [];
    if (kept.length === 0) continue;
    const selector = kept.map(withinDrawn).join(',');
    const rule = `${selector}{${declarations.replaceAll('!important', '')}}`;
    light.push(rule);
    if (selector.includes(DARK)) dark.push(rule.replaceAll(DARK, DARK_BY_SYSTEM));
  }
  return `${light.join('\n')}\n@media (prefers-color-scheme: dark) {\n${dark.join('\n')}\n}`;
}

function withinDrawn(selector: string): string {
  return selector.trim().replace(/#slack_blocks_to_jsx|\.slack_blocks_to_jsx\.styles_enabled/g, '.drawn');
}
