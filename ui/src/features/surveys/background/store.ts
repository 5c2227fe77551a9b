// Backgrounds on this device, one per project, in the storage of the browser. They are no records: nothing sends, exports or syncs them.
import { Refused, type Kept } from './kinds';

const base = 'handheld-background';
const shelf = 'by-project';

function ended<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(base, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(shelf, { keyPath: 'project' });
  return ended(request);
}

async function within<T>(mode: IDBTransactionMode, act: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  try {
    const opened = await open();
    try {
      const turn = opened.transaction(shelf, mode);
      // What is kept is kept only when the transaction has ended: a full disk may be told as late as that.
      const finished = new Promise<void>((done, fail) => {
        turn.oncomplete = () => done();
        turn.onabort = () => fail(turn.error);
      });
      const request = act(turn.objectStore(shelf));
      const [value] = await Promise.all([ended(request), finished]);
      return value;
    } finally {
      opened.close();
    }
  } catch (error) {
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    throw new Refused(full ? 'full' : 'storage');
  }
}

/** The background of a project. */
export const find = (project: string): Promise<Kept | undefined> =>
  within<Kept | undefined>('readonly', (all) => all.get(project) as IDBRequest<Kept | undefined>);

/** Keeps a background in the place of the one before. */
export async function keep(kept: Kept): Promise<void> {
  // Asks that the browser does not clear it away when space runs short; it may say no, and then it is kept like any other.
  await navigator.storage?.persist?.().catch(() => false);
  await within('readwrite', (all) => all.put(kept));
}

export async function forget(project: string): Promise<void> {
  await within('readwrite', (all) => all.delete(project));
}
