// The browser: commands by POST, bytes as the body with the request in a header, changes by server-sent events.
import type { Lang } from '../contract/generated';
import { isProblemView, localProblem, ProblemError, type Platform } from './platform';

const base = '/api/v1';

async function post(name: string, lang: Lang, headers: Record<string, string>, body: BodyInit): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`${base}/commands/${name}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'x-handheld': '1', 'x-lang': lang, ...headers },
      body,
    });
  } catch {
    throw localProblem('no_connection', lang);
  }
  const json: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && json !== undefined) return json;
  const problem = typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined;
  if (isProblemView(problem)) throw new ProblemError(problem);
  throw localProblem('internal', lang, `HTTP ${answer.status}`);
}

export function httpPlatform(): Platform {
  return {
    call: (name, request, lang) =>
      post(name, lang, { 'content-type': 'application/json' }, JSON.stringify(request)) as never,
    callRaw: (name, request, body, lang) => {
      const headers = {
        'content-type': 'application/octet-stream',
        'x-request': encodeURIComponent(JSON.stringify(request)),
      };
      return post(name, lang, headers, body) as never;
    },
    photoUrl: (inspection, photo, variant) => `${base}/photos/${inspection}/${photo}/${variant}`,
    documentUrl: (id, act, lang) => `${base}/cases/${id}/documents/${act}?lang=${lang}`,
    fileUrl: (id, sha256) => `${base}/cases/${id}/files/${sha256}`,
    surveyUrl: (id, format, lang) => `${base}/surveys/${id}/export/${format}?lang=${lang}`,
    onChanged: (listener) => {
      const source = new EventSource(`${base}/live`);
      source.addEventListener('changed', listener);
      return () => source.close();
    },
  };
}
