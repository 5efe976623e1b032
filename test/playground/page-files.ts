// What the browser loads: the files in page/, TypeScript among them with its types taken out, and the styles of what is drawn.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { drawnStyle } from './drawing/style.ts';

const FOLDER = new URL('page/', import.meta.url);
/** Nothing from elsewhere, no script or style but our files, and markup in one place only: page/dom.ts. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types drawn',
].join('; ');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
};

const NAMES = new Set(readdirSync(FOLDER).filter((name) => Object.hasOwn(TYPES, extname(name))));
const read = new Map<string, { at: number; content: string }>();

/** Sends a file of the page; false when there is none of that name. */
export function sendPageFile(response: ServerResponse, path: string): boolean {
  const name = path === '/' ? 'page.html' : path.slice('/page/'.length);
  const content = name === 'drawn.css' ? drawnStyle() : NAMES.has(name) ? contentOf(name) : undefined;
  if (content === undefined) return false;
  response.writeHead(200, {
    'content-type': TYPES[extname(name)],
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  });
  response.end(content);
  return true;
}

/** A file as it is now, read again only when it was changed. */
function contentOf(name: string): string {
  const file = new URL(name, FOLDER);
  const at = statSync(file).mtimeMs;
  const known = read.get(name);
  if (known?.at === at) return known.content;
  const source = readFileSync(file, 'utf8');
  const content = name.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
  read.set(name, { at, content });
  return content;
}
