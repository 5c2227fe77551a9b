// What the list of surveys is narrowed to; kept while going into a survey and back.
import type { SurveyFilter } from '../../lib/contract/generated';

export const filters: SurveyFilter[] = ['to_do', 'to_check', 'accepted', 'all'];
export const surveyFilter = $state<{ filter: SurveyFilter | ''; search: string; limit: number }>({
  filter: '',
  search: '',
  limit: 50,
});
