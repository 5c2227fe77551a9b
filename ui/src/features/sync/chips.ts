// One look for each state, everywhere the same: tone, icon and word.
import type { Component } from 'svelte';
import type { Tone } from '../../components/Chip.svelte';
import {
  Archive,
  ArrowUp,
  Ban,
  Check,
  CircleDashed,
  Clock,
  Hourglass,
  Pencil,
  Reply,
  Triangle,
  X,
} from '../../components/icons';
import type { Delivery, FindingState, InspectionState, Severity } from '../../lib/contract/generated';

export interface Look {
  tone: Tone;
  icon: Component;
}

export const deliveryLook: Record<Delivery, Look> = {
  draft: { tone: 'todo', icon: Pencil },
  queued: { tone: 'queued', icon: Hourglass },
  sending: { tone: 'queued', icon: ArrowUp },
  finished: { tone: 'brand', icon: Check },
  filed: { tone: 'ok', icon: Archive },
  needs_attention: { tone: 'late', icon: Triangle },
};

export const inspectionLook: Record<InspectionState, Look> = {
  in_progress: { tone: 'brand', icon: Pencil },
  finished: { tone: 'queued', icon: Check },
  filed: { tone: 'ok', icon: Archive },
  set_aside: { tone: 'hold', icon: CircleDashed },
};

export const findingLook: Record<FindingState, Look> = {
  open: { tone: 'soon', icon: Clock },
  replied: { tone: 'brand', icon: Reply },
  failed: { tone: 'late', icon: X },
  closed: { tone: 'ok', icon: Check },
  withdrawn: { tone: 'hold', icon: Ban },
};

export const severityTone: Record<Severity, Tone> = { minor: 'todo', major: 'soon', critical: 'late' };
