// The page's hands: elements, and the one place where markup of the server's becomes nodes.

type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: never) => unknown);

/**
 * An element with attributes and children; texts become text nodes, and what is null, undefined or false is left out.
 *
 * An attribute whose value is a function is a listener: `onclick`, `onsubmit`.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value as EventListener);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(
    ...children.flat().filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return node;
}

/** The element with an id, which the page has. */
export function at<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node as Kind;
}

/** Puts nodes into their parent in order, without moving those that stay: what is typed or pressed there goes on undisturbed. */
export function arrange(parent: HTMLElement, nodes: HTMLElement[]): void {
  const wanted = new Set<Element>(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

type Policy = { createHTML: (html: string) => string };
const trusted = (
  globalThis as { trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy } }
).trustedTypes?.createPolicy('drawn', { createHTML: (html) => html });

/** The nodes of what the server drew. Nothing else may come in here; the page's policy allows markup nowhere else. */
export function drawn(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = trusted ? trusted.createHTML(html) : html;
  return template.content;
}
