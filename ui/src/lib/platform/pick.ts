// Chooses the host: the window's bridge when it is there, else HTTP. Browsers never load the window's chunk.
import type { Platform } from './platform';

export async function pickPlatform(): Promise<Platform> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./transport-tauri')).tauriPlatform();
  return (await import('./transport-http')).httpPlatform();
}
