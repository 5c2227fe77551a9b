// What a background under a sketch is, what of it is kept, and why one is refused. Leaves reading and drawing to the files beside it.
import type { GroundFrame, PlanView } from '../../../lib/contract/generated';
import type { Camera, Colours } from '../sketch';

export type BackgroundKind = 'tiles' | 'image' | 'plan';

/** The six numbers of a world file, in its order: what a pixel is in east and north, and where the centre of the first one lies. */
export interface World {
  eastPerColumn: number;
  northPerColumn: number;
  eastPerRow: number;
  northPerRow: number;
  east: number;
  north: number;
}
export interface Options {
  visible: boolean;
  /** 0.1 to 1. */
  opacity: number;
  /** The tiles are drawn in GCJ-02. */
  shifted: boolean;
}
/** A background as it is kept on the device, by project. */
export interface Kept {
  project: string;
  kind: BackgroundKind;
  name: string;
  size: number;
  /** Grid of an image or a plan; tiles are in none. */
  epsg: number;
  /** A package or an image as it came. */
  blob: Blob | null;
  world: World | null;
  plan: PlanView | null;
  /** Who is to be named, as text. */
  attribution: string;
  options: Options;
}

/** The surroundings of a survey in its grid, m. */
export interface Site {
  north0: number;
  north1: number;
  east0: number;
  east1: number;
  epsg: number;
  ground: GroundFrame | null;
}
/** What is painted on: the picture of the sketch as it stands, in pixels of CSS. */
export interface Pane {
  ctx: CanvasRenderingContext2D;
  camera: Camera;
  width: number;
  height: number;
  /** Pixels of the device per pixel of CSS. */
  ratio: number;
  /** Of the camera, in the grid. */
  origin: { north: number; east: number };
  ground: GroundFrame | null;
  shifted: boolean;
  colours: Colours;
}
/** A background that is open. Painting shows what is there and never waits. */
export interface Layer {
  paint(pane: Pane): void;
  /** How far it lies from a survey, m; 0 where it touches it. */
  away(site: Site, shifted: boolean): number;
  /** Tiles that could not be read so far. */
  broken(): number;
  /** Throws away what was drawn in colours of another theme. */
  recolour(): void;
  close(): void;
}

export type Reason =
  | 'unknownKind'
  | 'oldTiles'
  | 'notTiles'
  | 'damagedTiles'
  | 'tileKind'
  | 'tileCompression'
  | 'noGround'
  | 'lacksWorld'
  | 'lacksImage'
  | 'badWorld'
  | 'degreeWorld'
  | 'farAway'
  | 'badImage'
  | 'largeImage'
  | 'planHere'
  | 'otherGrid'
  | 'several'
  | 'full'
  | 'storage';

/** Why a background is not taken, or cannot be shown. The words are the screen's. */
export class Refused extends Error {
  constructor(
    readonly reason: Reason,
    readonly params: Record<string, string | number> = {},
  ) {
    super(reason);
    this.name = 'Refused';
  }
}

/** Distance between two boxes, m; 0 where they touch. */
export function between(a: Omit<Site, 'epsg' | 'ground'>, b: Omit<Site, 'epsg' | 'ground'>): number {
  const gap = (a0: number, a1: number, b0: number, b1: number) => Math.max(0, b0 - a1, a0 - b1);
  return Math.hypot(gap(a.north0, a.north1, b.north0, b.north1), gap(a.east0, a.east1, b.east0, b.east1));
}
