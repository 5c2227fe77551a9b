// One look for each state of a survey, each verdict and each act, everywhere the same.
import type { Component } from 'svelte';
import type { Tone } from '../../components/Chip.svelte';
import {
  Check,
  CircleDashed,
  FileCheck,
  Layers,
  Merge,
  Ruler,
  Send,
  Signature,
  Stamp,
  Triangle,
  Undo,
  Upload,
  X,
} from '../../components/icons';
import type {
  FixQuality,
  SurveyActKind,
  SurveyRow,
  SurveyState,
  SurveyVerdict,
  SurveyView,
  TargetView,
} from '../../lib/contract/generated';
import type { Look } from '../sync/chips';

export const surveyLook: Record<SurveyState, Look> = {
  assigned: { tone: 'todo', icon: CircleDashed },
  design_locked: { tone: 'brand', icon: FileCheck },
  measuring: { tone: 'brand', icon: Ruler },
  passed: { tone: 'ok', icon: Check },
  failed: { tone: 'late', icon: X },
  signed: { tone: 'queued', icon: Signature },
  accepted: { tone: 'ok', icon: Stamp },
  returned: { tone: 'hold', icon: Undo },
};

export const verdictLook: Record<SurveyVerdict, Look> = {
  pass: { tone: 'ok', icon: Check },
  near: { tone: 'soon', icon: Triangle },
  fail: { tone: 'late', icon: X },
};

export type TargetState = SurveyVerdict | 'conflict' | 'open';
export const targetLook: Record<TargetState, Look> = {
  ...verdictLook,
  conflict: { tone: 'clash', icon: Merge },
  open: { tone: 'todo', icon: CircleDashed },
};
export const stateOf = (target: TargetView): TargetState =>
  target.conflict.length ? 'conflict' : (target.result?.verdict ?? 'open');

/** Border of a card that is about this verdict. */
export const leadOf = (verdict: SurveyVerdict | null): string =>
  verdict === 'fail' ? 'late' : verdict === 'near' ? 'soon' : verdict === 'pass' ? 'ok' : '';

export const actLook: Record<SurveyActKind, { icon: Component; tone: Tone }> = {
  assigned: { icon: Send, tone: 'brand' },
  designed: { icon: Upload, tone: 'brand' },
  chosen: { icon: Merge, tone: 'clash' },
  signed: { icon: Signature, tone: 'ok' },
  withdrawn: { icon: Undo, tone: 'queued' },
  accepted: { icon: Stamp, tone: 'ok' },
  returned: { icon: Undo, tone: 'hold' },
  reused: { icon: Layers, tone: 'brand' },
};

export const fixTone: Record<FixQuality, Tone> = {
  none: 'late',
  single: 'late',
  differential: 'soon',
  rtk_fixed: 'ok',
  rtk_float: 'soon',
  other: 'late',
};

/** Signed or accepted, and still standing. */
export const closed = (row: SurveyRow): boolean => !row.stale && (row.state === 'signed' || row.state === 'accepted');

/** Whether there is anything to draw: one lonely control point is no sketch. */
export const drawable = (view: SurveyView): boolean =>
  view.figures.length > 0 || view.targets.filter((target) => target.design.x_north !== null).length > 1;
