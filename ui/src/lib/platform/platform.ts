// What the screens may ask of whoever hosts them. Two real hosts (window, browser) and one in memory for tests implement it;
// nothing else in the screens knows which one is behind.
import type { Commands, Lang, ProblemView } from '../contract/generated';

export type CommandName = keyof Commands;
export type PhotoVariant = 'thumbnail' | 'stamped' | 'original';
export type RawCommand =
  | 'add_photo'
  | 'import_projects'
  | 'attach_material'
  | 'check_catalogue'
  | 'import_catalogue'
  | 'look_at_survey_file'
  | 'look_at_plan'
  | 'import_design'
  | 'import_measured'
  | 'replay_receiver';
export type SurveyFormat = 'pdf' | 'xlsx' | 'geojson' | 'gpkg' | 'dxf' | 'csv';

export interface Platform {
  call<N extends CommandName>(name: N, request: Commands[N]['request'], lang: Lang): Promise<Commands[N]['response']>;
  callRaw<N extends RawCommand>(
    name: N,
    request: Commands[N]['request'],
    body: Blob,
    lang: Lang,
  ): Promise<Commands[N]['response']>;
  photoUrl(inspection: string, photo: string, variant: PhotoVariant): string;
  /** A document that goes out of a case, as PDF in a language. */
  documentUrl(id: string, act: string, lang: Lang): string;
  /** A file that was given for a case. */
  fileUrl(id: string, sha256: string): string;
  /** A survey as a file: the report, or its points for another program. */
  surveyUrl(id: string, format: SurveyFormat, lang: Lang): string;
  /** Tells when records may have changed; answers a function that stops the telling. */
  onChanged(listener: () => void): () => void;
}

/** A refusal or failure with the words a person reads. */
export class ProblemError extends Error {
  constructor(readonly view: ProblemView) {
    super(view.message);
    this.name = 'ProblemError';
  }
}

export function isProblemView(value: unknown): value is ProblemView {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

/** Words for failures that no host could word, because no host answered. */
const unanswered = {
  no_connection: {
    zh: ['连不上程序的后台。已保存的内容都在。', '检查网络或重新打开程序，然后重试。'],
    en: ['The host of this page does not answer. What was saved is safe.', 'Check the network, then try again.'],
  },
  internal: {
    zh: ['程序出错了。已保存的内容都在。', '请重试；仍然出错时导出诊断文件。'],
    en: [
      'Something went wrong in the program. What was saved is safe.',
      'Try again; if it stays, save the diagnostics.',
    ],
  },
} as const;

export function localProblem(code: keyof typeof unanswered, lang: Lang, detail = ''): ProblemError {
  const [message, next] = unanswered[code][lang];
  return new ProblemError({ code, message: detail ? `${message} (${detail})` : message, next, params: {} });
}
