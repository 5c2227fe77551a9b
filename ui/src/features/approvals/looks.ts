// One look for each state of a case, each clock and each act, everywhere the same.
import type { Component } from 'svelte';
import type { Tone } from '../../components/Chip.svelte';
import {
  Archive,
  Ban,
  CalendarClock,
  Check,
  Circle,
  CircleAlert,
  Clock,
  FileCheck,
  FileText,
  Hourglass,
  Inbox,
  Pause,
  Pencil,
  Play,
  Plus,
  Reply,
  Send,
  Stamp,
  Triangle,
  Undo,
  X,
} from '../../components/icons';
import type { CaseActKind, CaseState, ClockColour, ClockView } from '../../lib/contract/generated';
import type { Look } from '../sync/chips';

export const caseLook: Record<CaseState | 'none', Look> = {
  submitted: { tone: 'queued', icon: Inbox },
  correcting: { tone: 'hold', icon: Pause },
  running: { tone: 'brand', icon: Play },
  suspended: { tone: 'hold', icon: Pause },
  granted: { tone: 'ok', icon: Check },
  refused: { tone: 'late', icon: X },
  not_accepted: { tone: 'late', icon: Ban },
  opinion: { tone: 'brand', icon: FileText },
  withdrawn: { tone: 'todo', icon: Undo },
  terminated: { tone: 'todo', icon: Ban },
  revoked: { tone: 'law', icon: X },
  none: { tone: 'todo', icon: Circle },
};

export const colours: Record<ClockColour, Look> = {
  none: { tone: 'todo', icon: Clock },
  green: { tone: 'ok', icon: Clock },
  yellow: { tone: 'soon', icon: Clock },
  red: { tone: 'late', icon: Triangle },
  black: { tone: 'law', icon: Triangle },
};
export const clockLook = (clock: ClockView): Look => colours[clock.colour];

/** Whether a clock is still of interest. */
export const runs = (clock: ClockView | null): clock is ClockView => clock !== null && clock.left !== null;

export const ended = (state: CaseState | null): boolean =>
  state !== null &&
  ['granted', 'refused', 'not_accepted', 'opinion', 'withdrawn', 'terminated', 'revoked'].includes(state);

/** Border of a card that is about this clock. */
export const leadOf = (state: CaseState, clock: ClockView): string => {
  if (state === 'granted') return 'ok';
  if (clock.colour === 'red' || clock.colour === 'black' || state === 'refused') return 'late';
  return clock.colour === 'yellow' || state === 'correcting' ? 'soon' : '';
};

export const actLook: Record<CaseActKind, { icon: Component; tone: Tone }> = {
  submit: { icon: Send, tone: 'brand' },
  ask_correction: { icon: CircleAlert, tone: 'hold' },
  resubmit: { icon: Reply, tone: 'brand' },
  accept: { icon: Check, tone: 'brand' },
  not_accept: { icon: Ban, tone: 'late' },
  suspend: { icon: Pause, tone: 'hold' },
  resume: { icon: Play, tone: 'brand' },
  opinion: { icon: FileText, tone: 'brand' },
  convert: { icon: FileCheck, tone: 'ok' },
  decide: { icon: Stamp, tone: 'ok' },
  deliver: { icon: Archive, tone: 'ok' },
  amend: { icon: Pencil, tone: 'hold' },
  extend: { icon: Plus, tone: 'soon' },
  withdraw: { icon: Undo, tone: 'queued' },
  terminate: { icon: Ban, tone: 'late' },
  post_check: { icon: Hourglass, tone: 'soon' },
  revoke: { icon: X, tone: 'late' },
  record: { icon: CalendarClock, tone: 'brand' },
};
