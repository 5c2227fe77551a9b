// Every address of the screens. The same in window and browser; `host` leaves out what a host does not serve.
import type { Component } from 'svelte';
import type { Host } from '../lib/contract/generated';
import { match, type RouteParams } from '../lib/state/router.svelte';
import About from './About.svelte';
import Board from './Board.svelte';
import Capture from './Capture.svelte';
import Case from './Case.svelte';
import Cases from './Cases.svelte';
import Check from './Check.svelte';
import Devices from './Devices.svelte';
import Finding from './Finding.svelte';
import Findings from './Findings.svelte';
import Flow from './Flow.svelte';
import Import from './Import.svelte';
import Inbox from './Inbox.svelte';
import Inspection from './Inspection.svelte';
import Me from './Me.svelte';
import NotFound from './NotFound.svelte';
import Organisations from './Organisations.svelte';
import Owed from './Owed.svelte';
import Password from './Password.svelte';
import People from './People.svelte';
import Person from './Person.svelte';
import Procedures from './Procedures.svelte';
import Project from './Project.svelte';
import ProjectForm from './ProjectForm.svelte';
import Projects from './Projects.svelte';
import Survey from './Survey.svelte';
import SurveyCheck from './SurveyCheck.svelte';
import SurveyDesign from './SurveyDesign.svelte';
import SurveyGuide from './SurveyGuide.svelte';
import SurveyMeasured from './SurveyMeasured.svelte';
import SurveyReport from './SurveyReport.svelte';
import Surveys from './Surveys.svelte';
import Sync from './Sync.svelte';
import Today from './Today.svelte';

interface Route {
  path: string;
  screen: Component<never>;
  host?: Host;
  props?: Record<string, unknown>;
  /** What the screen is kept for while the rest of the address changes. */
  keep?: string;
}

const routes: Route[] = [
  { path: '/today', screen: Today },
  { path: '/projects', screen: Projects },
  { path: '/projects/new', screen: ProjectForm, host: 'browser' },
  { path: '/projects/import', screen: Import, host: 'browser' },
  { path: '/projects/:id', screen: Project, keep: 'id' },
  { path: '/projects/:id/flow', screen: Flow },
  { path: '/projects/:id/edit', screen: ProjectForm, host: 'browser' },
  { path: '/owed', screen: Owed },
  { path: '/cases', screen: Cases },
  { path: '/cases/:id', screen: Case },
  { path: '/board', screen: Board },
  { path: '/procedures', screen: Procedures },
  { path: '/inspections/:id', screen: Inspection, keep: 'id' },
  { path: '/inspections/:id/items/:item', screen: Inspection, keep: 'id' },
  { path: '/inspections/:id/check', screen: Check },
  { path: '/surveys', screen: Surveys },
  { path: '/surveys/:id', screen: Survey, keep: 'id' },
  { path: '/surveys/:id/points/:name', screen: Survey, keep: 'id' },
  { path: '/surveys/:id/check', screen: SurveyCheck },
  { path: '/surveys/:id/report', screen: SurveyReport },
  { path: '/surveys/:id/guide/:name', screen: SurveyGuide, host: 'window' },
  { path: '/surveys/:id/design', screen: SurveyDesign, host: 'window' },
  { path: '/surveys/:id/measured', screen: SurveyMeasured, host: 'window' },
  { path: '/capture', screen: Capture, host: 'window' },
  { path: '/capture/:inspection', screen: Capture, host: 'window' },
  { path: '/findings', screen: Findings },
  { path: '/findings/:id', screen: Finding },
  { path: '/inbox', screen: Inbox },
  { path: '/sync', screen: Sync, host: 'window' },
  { path: '/me', screen: Me },
  { path: '/me/about', screen: About },
  { path: '/me/password', screen: Password, host: 'browser' },
  { path: '/me/devices', screen: Devices, host: 'browser', props: { mine: true } },
  { path: '/people', screen: People, host: 'browser' },
  { path: '/people/:id', screen: Person, host: 'browser' },
  { path: '/organisations', screen: Organisations, host: 'browser' },
  { path: '/devices', screen: Devices, host: 'browser' },
];

export interface Found {
  screen: Component<Record<string, unknown>>;
  params: RouteParams & Record<string, unknown>;
  key: string;
}

export function find(path: string, host: Host): Found {
  for (const route of routes) {
    const params = match(route.path, path);
    if (!params || (route.host && route.host !== host)) continue;
    // An inspection or a survey stays the same screen while its items or targets change; everything else is made anew for each address.
    const key = route.keep ? `${route.path.split('/')[1]}:${params[route.keep]}` : path;
    return {
      screen: route.screen as unknown as Found['screen'],
      params: { ...params, ...route.props } as Found['params'],
      key,
    };
  }
  return { screen: NotFound as unknown as Found['screen'], params: {}, key: path };
}
