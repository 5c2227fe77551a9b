// The surroundings of a survey in its grid, by which a background is said to be near or far.
import type { SurveyView } from '../../../lib/contract/generated';
import type { Scene } from '../sketch';
import type { Site } from './kinds';

export function siteOf(view: SurveyView, { bounds, origin }: Scene): Site {
  return {
    north0: origin.north + bounds.north0,
    north1: origin.north + bounds.north1,
    east0: origin.east + bounds.east0,
    east1: origin.east + bounds.east1,
    epsg: view.epsg,
    ground: view.ground,
  };
}
