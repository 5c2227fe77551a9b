// The window: every command is one `invoke`, bytes travel raw, photos come through the scheme `photo`.
import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Lang } from '../contract/generated';
import { isProblemView, localProblem, ProblemError, type Platform } from './platform';

function rejected(lang: Lang) {
  return (reason: unknown): never => {
    if (isProblemView(reason)) throw new ProblemError(reason);
    throw localProblem('internal', lang, String(reason).slice(0, 200));
  };
}

export function tauriPlatform(): Platform {
  return {
    call: (name, request, lang) => invoke('call', { name, request, lang }).catch(rejected(lang)) as never,
    callRaw: async (name, request, body, lang) => {
      const bytes = new Uint8Array(await body.arrayBuffer());
      const headers = { 'x-name': name, 'x-request': encodeURIComponent(JSON.stringify(request)), 'x-lang': lang };
      return invoke('call_raw', bytes, { headers }).catch(rejected(lang)) as never;
    },
    photoUrl: (inspection, photo, variant) =>
      // The scheme takes the path as it is, so its slashes must not be escaped.
      convertFileSrc('', 'photo') + `${inspection}/${photo}/${variant}`,
    documentUrl: (id, act, lang) => convertFileSrc('', 'photo') + `case-document/${id}/${act}/${lang}`,
    fileUrl: (id, sha256) => convertFileSrc('', 'photo') + `case-file/${id}/${sha256}`,
    surveyUrl: (id, format, lang) => convertFileSrc('', 'photo') + `survey-export/${id}/${format}/${lang}`,
    onChanged: (listener) => {
      const stop = listen('changed', () => listener());
      return () => void stop.then((off) => off());
    },
  };
}
