import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const VERSION = 'v1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a workspace's token for the store (AES-256-GCM), bound to that workspace: in another one's row it does not open. */
export function sealToken(token: string, key: Buffer, workspaceId: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(workspaceId));
  const sealed = Buffer.concat([nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString('base64url')}`;
}

/** The token again. Throws, without a word of the token, when the key is another one or the sealed text was changed or moved. */
export function openToken(sealed: string, key: Buffer, workspaceId: string): string {
  const [version, body = ''] = sealed.split('.');
  if (version !== VERSION)
    throw new Error(`The token of workspace ${workspaceId} is stored in a form this version does not know.`);
  const bytes = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(workspaceId));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Error(
      `The token of workspace ${workspaceId} does not open: ENCRYPTION_KEY (or the key file) is not the one it was sealed with.`,
      { cause },
    );
  }
}

/** The key kept in a file that only its owner reads, made at the first call; of two processes that make it at once both get the same. */
export async function readOrCreateKey(file: string): Promise<Buffer> {
  const known = await readKey(file);
  if (known) return known;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link appears whole or not at all, and never over a key that is there.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readKey(file);
  if (!made) throw new Error(`The key file ${file} was removed while it was made.`);
  return made;
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const key = Buffer.from(text.trim(), 'hex');
  if (!/^[0-9a-f]{64}\s*$/.test(text)) throw new Error(`The key file ${file} does not hold a key of ${KEY_BYTES} bytes as hex.`);
  return key;
}

function boundTo(workspaceId: string): Buffer {
  return Buffer.from(`${VERSION} ${workspaceId}`, 'utf8');
}
